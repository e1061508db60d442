"""The dashboard: for those with a role, behind a link of /bangdieukhien.

A new page is one file here and one line in PAGES of `pages.py`:

    async def show(visit: Visit) -> Response:
        return visit.page("contests.html", contests=await …)          # templates/dashboard/contests.html extends frame.html

    async def act(visit: Visit) -> Response:                          # POST to the page's address
        await visit.app.services.… (visit.form["id"], by=visit.account)
        return visit.back()                                           # shows the page again

    PAGE = Page("cuoc-thi", lambda messages: messages.contest.dashboard_title, show, act, act_role="owner")

`show` runs for whoever has `role` (viewer unless said otherwise), `act` only for those with `act_role` (editor unless said
otherwise), after the form's token and the sender's origin were checked: a form holds {{ forms.token(visit) }} (see frame.html).
The role is read anew at each request. Tables that can be downloaded are handed over as `tables`: see `table.py`.
"""
