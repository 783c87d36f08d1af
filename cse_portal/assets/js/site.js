// Every page: the behaviour of the GOV.UK components that are on it. (An import from a library is
// written by its name: the build bundles it.)
import { initAll } from "govuk-frontend";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
