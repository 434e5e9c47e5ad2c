// What the theme makes while a page is shown gets a name: tables that scroll can be reached by keyboard, and
// the buttons of each block of code are told apart.
function name() {
  document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])").forEach(function (wrap, number) {
    wrap.tabIndex = 0
    wrap.setAttribute("role", "group")
    wrap.setAttribute("aria-label", "Table " + (number + 1))
  })
  document.querySelectorAll("nav.md-code__nav:not([aria-label])").forEach(function (buttons) {
    buttons.setAttribute("aria-label", "Code " + buttons.parentElement.id)
  })
}
new MutationObserver(name).observe(document.body, {childList: true, subtree: true})
name()
