// The minute of a child: a form that saves itself, with rows of actions and a proposed review.
import { Autosave } from "../autosave.js";
import { values } from "../autosave/boxes.js";
import { addRow, hasRow } from "./rows.js";
import { proposeReviews } from "./review.js";

const filled = (box) => Boolean(box?.value.trim());

export class Minute extends Autosave {
  constructor(form, sitting) {
    super(form);
    this.sitting = sitting;
    this.url = location.pathname;
    this.name = sitting.root.querySelector("h1").textContent;
    proposeReviews(form);
  }

  get isUnsaved() {
    return this.isDirty || this.conflicts.open.size > 0;
  }

  // Whether nothing is missing that can be seen from here; the site looks again.
  get isComplete() {
    const chosen = this.form.querySelector("[name='outcome']:checked")?.value;
    if (!chosen || (chosen !== "defer" && !filled(this.form.elements.rationale))) return false;
    return [...this.form.querySelectorAll("[data-row]")].every((row) => {
      const [text, who, ...due] = row.querySelectorAll("input");
      return (!filled(text) && !filled(who)) || [text, who, ...due].every(filled);
    });
  }

  async submit(event) {
    const button = event.submitter;
    if (this.goes) return undefined;
    if (button?.name === "add_action") {
      event.preventDefault();
      addRow(this.form).querySelector("input").focus();
      return undefined;
    }
    if (button && button.name !== "next") return super.submit(event);
    event.preventDefault();
    return this.next(button || this.form.querySelector("[data-next]"));
  }

  // Save, and on to the next child. What is missing or wrong, the site says on a page of its own.
  async next(button) {
    const { after } = this.sitting.root.dataset;
    const needsLook = this.form.dataset.look === "yes";
    const isSaved = await this.save();
    if (this.conflicts.open.size) return this.conflicts.lead();
    const isKept = this.kind === "no-connection" && this.copy.works;
    const isDone = isSaved ? !this.refused && !needsLook : isKept;
    if (isDone && this.isComplete && after) return this.sitting.go(after);
    if (!isSaved) return undefined; // the bar says why
    this.goes = true;
    this.form.requestSubmit(button);
    return undefined;
  }

  heard(answer, sent) {
    this.kind = answer.kind;
    const goesOn = super.heard(answer, sent);
    this.sitting.pending.set(this, this.failed || this.conflicts.open.size > 0);
    return goesOn;
  }

  saved(answer, sent) {
    this.refused = Object.keys(answer.unsaved).length > 0;
    super.saved(answer, sent);
  }

  // Theirs may have more actions than mine: there must be a row for each before they are merged.
  changed(answer) {
    for (const name of Object.keys(answer.values)) {
      const [, number] = name.match(/^actions-(\d+)-text$/) || [];
      if (number !== undefined && !hasRow(this.form, number)) addRow(this.form);
    }
    return super.changed(answer);
  }

  // The form of a newer page: what it says goes into this one, which somebody may be using.
  takeOver(form, { version, by, at }) {
    // What this page saw stays as it was: it is not theirs.
    const theirs = { ...values(form, true), facts: [this.form.elements.facts.value] };
    this.form.elements.version.value = this.version = version;
    this.changed({ by, at, values: theirs });
    if (this.isDirty) this.typed();
  }

  async bringBack() {
    // Rows that were added on the page that was lost come back before what was in them.
    for (const { mine } of await this.copy.found()) {
      while (Object.keys(mine).some((name) => this.#lacks(name))) addRow(this.form);
    }
    await super.bringBack();
  }

  #lacks(name) {
    const [, number] = name.match(/^actions-(\d+)-/) || [];
    return number !== undefined && !hasRow(this.form, number);
  }
}
