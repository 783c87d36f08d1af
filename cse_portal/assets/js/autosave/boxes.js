// What is in the boxes of a form, by name: {"analysis": ["Often missing"], "network": []}.

// Of the form itself, not of what somebody writes.
const OURS = new Set(["csrfmiddlewaretoken", "version"]);
const NOT_TYPED = new Set(["submit", "button", "reset", "file", "image", "fieldset", "output"]);

function boxes(form) {
  const found = new Map();
  for (const box of form.elements) {
    if (!box.name || OURS.has(box.name) || NOT_TYPED.has(box.type)) continue;
    found.set(box.name, [...(found.get(box.name) || []), box]);
  }
  return found;
}

const ticks = (box) => box.type === "radio" || box.type === "checkbox";

function texts(box, asOpened) {
  if (ticks(box)) return (asOpened ? box.defaultChecked : box.checked) ? [box.value] : [];
  if (box.options) {
    const chosen = [...box.options].filter((o) => (asOpened ? o.defaultSelected : o.selected));
    return chosen.map((option) => option.value);
  }
  return [asOpened ? box.defaultValue : box.value];
}

// What the form holds now; or, asOpened, what it held when the page came.
export function values(form, asOpened = false) {
  const all = {};
  for (const [name, group] of boxes(form)) {
    all[name] = group.flatMap((box) => texts(box, asOpened)).filter((text) => text !== "");
  }
  return all;
}

export function put(form, name, wanted) {
  for (const box of boxes(form).get(name) || []) {
    if (ticks(box)) box.checked = wanted.includes(box.value) || (!wanted.length && !box.value);
    else if (box.options) for (const o of box.options) o.selected = wanted.includes(o.value);
    else box.value = wanted[0] || "";
  }
}

export const first = (form, name) => boxes(form).get(name)?.[0];

// What a field is called: the legend of its buttons, or its label.
export function labelOf(form, name) {
  const box = first(form, name);
  const legend = ticks(box) && box.closest("fieldset")?.querySelector("legend");
  return (legend || box.labels?.[0])?.textContent.trim() || name;
}

// Values as people read them: the labels of buttons, else the text itself.
export function inWords(form, name, wanted) {
  const group = boxes(form).get(name) || [];
  const label = (text) => group.find((box) => ticks(box) && box.value === text)?.labels?.[0];
  return wanted.map((text) => label(text)?.textContent.trim() || text).join(", ");
}
