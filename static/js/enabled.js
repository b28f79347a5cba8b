// Runs before the page is drawn, so that what scripts will fold away does not flash first.
if ("noModule" in HTMLScriptElement.prototype) {
  document.documentElement.classList.add("js-enabled", "govuk-frontend-supported");
}
