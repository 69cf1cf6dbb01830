/* The line to the server. When there is no answer worth the name it says why, and asks for another try in a while. */

const RETRY = 4000; // ms
const PATIENCE = 15000;

export class Line {
  offline = false;
  loggedOut = false;
  refused = "";
  #timer;

  constructor(words, again) {
    this.words = words;
    this.again = again;
  }

  /** The server's answer, or null when there was none: then all waits and is tried again. */
  async post(url, fields) {
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { "X-Requested-With": "notes", "X-CSRFToken": token(), Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return this.#wait(this.words.offline);
    }
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const told = isJson ? await response.json().catch(() => null) : null;
    this.loggedOut = response.status === 401;
    if (!told || this.loggedOut) return this.#wait(told?.message || (response.status >= 500 ? this.words.offline : this.words.refused));
    this.offline = false;
    this.refused = "";
    clearTimeout(this.#timer);
    return told;
  }

  #wait(why) {
    this.offline = why === this.words.offline;
    this.refused = this.offline ? "" : why;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.again, RETRY);
    return null;
  }
}

/** Read anew each time: logging in again in another tab gives another. */
function token() {
  return document.cookie.match(/(?:^|; )samverkan_csrf=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}
