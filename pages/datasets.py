"""Which datasets there are, everything that is known of one, and how to add another."""

import streamlit as st

from pages.ui import dataset_card, dataset_list, frame, import_form, import_steps, state

with frame.open_page_about_datasets(
    "Datasets", "What there is to work on, where it comes from, and how to add more. All of it stays on this machine."
) as opened:
    import_steps.open_what_is_done()
    titles = ["What there is", "Add a dataset"]
    state.from_address("show", titles, titles[0])
    there, add = st.tabs(titles, key="show", on_change="rerun")
    state.to_address("show")
    with there:
        entry = dataset_list.choose(opened)
        if entry is None:
            st.info("There is no dataset yet. Add one, or make the demo.")
        else:
            dataset_card.show(entry)
    with add:  # drawn even while it is not seen: what was uploaded would be gone otherwise
        request = import_form.ask()
        import_steps.start(request)
        import_steps.show(request)
