// The area of a postcode, shown while it is typed. Saving looks it up again, with or without this.
const PAUSE = 250;
const form = document.querySelector("form[data-place-url]");
const postcode = form.elements.postcode;

const shown = document.createElement("div");
shown.className = "govuk-hint place-found";
shown.setAttribute("role", "status");
postcode.after(shown);

let waiting;
let asked;

async function ask() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.placeUrl, {
      method: "POST",
      body: new FormData(form),
      signal: asked.signal,
    });
    if (answer.ok) shown.textContent = (await answer.text()).trim();
  } catch {
    // Aborted by the next key, or offline: nothing is said, nothing is lost.
  }
}

form.addEventListener("input", (event) => {
  if (event.target !== postcode && !event.target.name.startsWith("start_date")) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});
if (postcode.value) ask();
