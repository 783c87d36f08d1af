// The review follows the level that is chosen, until somebody writes another day.

const boxesOf = (form) => ["year", "month", "day"].map((part) => form.elements[`review_on_${part}`]);
const pad = (text) => text.trim().padStart(2, "0");

const written = (form) => {
  const parts = boxesOf(form).map((box) => box.value);
  return parts.some((part) => part.trim()) ? parts.map(pad).join("-") : "";
};

function write(form, day) {
  const parts = day ? day.split("-").map(Number) : ["", "", ""];
  boxesOf(form).forEach((box, n) => (box.value = parts[n]));
}

export function proposeReviews(form) {
  let proposed = form.querySelector("[name='outcome']:checked")?.dataset.review || "";
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "outcome") return;
    const now = written(form);
    if (!now || now === proposed) write(form, target.dataset.review);
    proposed = target.dataset.review;
  });
}
