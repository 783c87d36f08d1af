// Rows of actions.

export const hasRow = (form, number) => Boolean(form.elements[`actions-${number}-text`]);

// One more empty row, after the others.
export function addRow(form) {
  const rows = form.querySelector("[data-actions]");
  const number = rows.querySelectorAll("[data-row]").length;
  const row = form.querySelector("[data-action-row]").content.firstElementChild.cloneNode(true);
  for (const element of row.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__n__")) element.setAttribute(name, value.replaceAll("__n__", number));
    }
  }
  rows.append(row);
  return row;
}
