"""What is wrong with a page is seen: the pages of the other tests are as they should be, and cannot show it."""

import pytest

from tests.browser.looks import wrongs

PAGE = """<!doctype html><html lang="sv"><title>Sidan</title><style>
body {{ color: #222; background: #fff }} .faint {{ color: #ccc }} .box {{ position: relative }}
.free {{ position: absolute; color: #ccc }} .note {{ position: absolute; color: #222; top: 400px }}
.night {{ position: absolute; top: 500px; width: 300px; height: 60px; background: #333 }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #111 }} .dim {{ color: #444 }} }}
</style><main><h1>Sidan</h1><ul><li>En rad<li>En rad till{0}</ul></main>"""


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("<li>En rad som är som de andra", []),
        ("<li class=faint>En blek rad", ['color-contrast: <li class="faint">']),
        ("<li class=faint>3<li class=faint>En blek rad", ['color-contrast: <li class="faint">En']),
        ("<li class=dim>En rad som bleknar", ['dark: color-contrast: <li class="dim">']),
        ("<li style='background: #333'><b>Mörk</b>", ["color-contrast: <b>Mörk</b>"]),
        ("<li class=box>x<i class=free>En blek lapp</i>", ['color-contrast: <i class="free">']),
        (
            "<li><i class=note>Lapp</i><b class=night></b><i class=note style='top: 510px'>Lapp</i>",
            ['color-contrast: <i class="note" style='],
        ),
        ("<li><input>", ["label: <input>"]),
        ("<li style='width: 2000px'>En bred rad", ["overflows by"]),
        ("<li><details><summary>Mer</summary><p class=faint>Blekt</details>", ['color-contrast: <p class="faint">']),
    ],
)
def test_what_is_wrong_with_one_row_is_seen(open_page, row, wrong):
    page = open_page()
    page.set_content(PAGE.format(row))
    found = wrongs(page)
    assert all(any(said.startswith(each) for said in found) for each in wrong)
    assert bool(found) is bool(wrong)
