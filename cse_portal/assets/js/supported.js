// Says, before the page is drawn, that scripts run here. Styles and GOV.UK Frontend ask for it.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
