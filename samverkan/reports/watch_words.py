def section(reading):
    from samverkan.reports.blocks import Section

    return Section("titta", "Att titta på")


def rows(reading):
    return []
