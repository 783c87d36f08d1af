// Single keys choose and move on. They can be switched off, and rest while somebody types (WCAG
// 2.1.4). Which key does what stands in aria-keyshortcuts.

const TYPING =
  "input:not([type='radio'], [type='checkbox'], [type='submit'], [type='button']), textarea, select";

export class Keys {
  constructor(dialog, sitting) {
    this.dialog = dialog;
    this.sitting = sitting;
    document.addEventListener("keydown", (event) => this.press(event));
    if (!dialog) return;
    const box = dialog.querySelector("[data-keys-on]");
    box.checked = this.areOn;
    box.addEventListener("change", () => (this.areOn = box.checked));
  }

  get place() {
    return `meeting-keys:${this.dialog?.dataset.keys}`;
  }

  get areOn() {
    try {
      return localStorage.getItem(this.place) !== "off";
    } catch {
      return true;
    }
  }

  set areOn(on) {
    try {
      localStorage.setItem(this.place, on ? "on" : "off");
    } catch {
      // It is not remembered then.
    }
    this.enter(this.sitting.root);
  }

  // The marks of the keys are shown on a page while the keys work.
  enter(root) {
    root.classList.toggle("sitting--keys", this.areOn);
    const button = root.querySelector("[data-keys-open]");
    if (!button || !this.dialog) return;
    button.hidden = false;
    button.onclick = () => this.dialog.showModal();
  }

  press(event) {
    if (this.dialog?.open || event.defaultPrevented || event.isComposing) return;
    const { root, minute } = this.sitting;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (!minute?.form.contains(event.target) && event.target.closest(TYPING)) return;
      event.preventDefault();
      minute?.next(minute.form.querySelector("[data-next]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !this.areOn) return;
    if (event.target.closest(TYPING)) {
      if (event.key === "Escape") root.querySelector("h1").focus();
      return;
    }
    if (this.act(event.key, root, minute)) event.preventDefault();
  }

  act(key, root, minute) {
    if (key === "?" && this.dialog) {
      this.dialog.showModal();
      return true;
    }
    const letter = key.length === 1 ? key.toUpperCase() : "";
    const target = letter && root.querySelector(`[aria-keyshortcuts='${CSS.escape(letter)}']`);
    if (!target) return false;
    if (target.dataset.step) this.sitting.step(target.dataset.step);
    else if (minute) this.choose(target, minute);
    return true;
  }

  choose(radio, minute) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const { rationale } = minute.form.elements;
    rationale.focus();
    rationale.setSelectionRange(rationale.value.length, rationale.value.length);
  }
}
