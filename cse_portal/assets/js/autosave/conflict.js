// Two texts for one field: theirs is shown beside mine, and one of them is chosen.
import { first, inWords, labelOf, put } from "./boxes.js";

export class Conflicts {
  open = new Map();

  constructor(form, onChosen) {
    this.form = form;
    this.template = form.querySelector("[data-autosave-conflict]");
    this.onChosen = onChosen;
  }

  get names() {
    return [...this.open.keys()];
  }

  // What to ask while a choice is open.
  get question() {
    const [one] = this.open.values();
    return one ? `${one.said}, where you wrote too. Choose whose text to keep.` : "";
  }

  theirs() {
    return this.#each("theirs");
  }

  // What the fields said before the two changed them.
  before() {
    return this.#each("before");
  }

  show({ name, theirs, before, who, at }) {
    const known = this.open.get(name);
    this.close(name);
    const label = labelOf(this.form, name);
    const said = who ? `${who} wrote at ${at}` : "Somebody saved another text";
    const block = this.template.content.firstElementChild.cloneNode(true);
    block.setAttribute("aria-label", `Two texts for: ${label}`);
    block.querySelector("[data-conflict-who]").textContent = `${said}:`;
    const words = inWords(this.form, name, theirs);
    block.querySelector("[data-conflict-theirs]").textContent = words || "Nothing: it is empty.";
    block.querySelector("[data-conflict-mine]").onclick = () => this.#choose(name);
    block.querySelector("[data-conflict-take]").onclick = () => this.#choose(name, theirs);
    const box = first(this.form, name);
    (box.closest(".govuk-form-group") || box).after(block);
    this.open.set(name, { theirs, before: known ? known.before : before, said, block });
  }

  close(name) {
    this.open.get(name)?.block.remove();
    this.open.delete(name);
  }

  lead() {
    const [one] = this.open.values();
    one?.block.querySelector("button").focus();
  }

  #each(what) {
    return Object.fromEntries([...this.open].map(([name, one]) => [name, one[what]]));
  }

  #choose(name, taken) {
    if (taken) put(this.form, name, taken);
    this.close(name);
    first(this.form, name).focus();
    this.onChosen();
  }
}
