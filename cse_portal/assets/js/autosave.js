// Forms that save themselves: every few seconds, at every step, and when the page is left.
//
// What is not saved yet is kept on this computer (autosave/copy.js) and comes back with the page,
// after a lost connection, a time-out, a closed browser. The other side is cse_portal/autosave.py.
import { Bar } from "./autosave/bar.js";
import { labelOf, put, values } from "./autosave/boxes.js";
import { Conflicts } from "./autosave/conflict.js";
import { Copy } from "./autosave/copy.js";
import { differing, merge } from "./autosave/merge.js";
import { post } from "./autosave/post.js";

const PAUSE = 2_000; // after the last key
const LONGEST = 6_000; // after the first
const AGAIN = 5_000; // after a failure
const ROUNDS = 5;

export class Autosave {
  constructor(form) {
    this.form = form;
    this.setup = form.dataset;
    this.base = values(form, true); // what is saved, as far as this page knows
    this.wrong = {}; // what was sent and is wrong: not sent again until it changes
    this.version = form.elements.version.defaultValue;
    this.bar = new Bar(form, this.setup.autosaveSignIn);
    this.conflicts = new Conflicts(form, () => {
      this.bar.warn(this.conflicts.question);
      this.typed();
    });
    this.copy = new Copy({
      name: this.setup.autosaveName,
      user: this.setup.autosaveUser,
      key: this.setup.autosaveKey,
    });
  }

  async start() {
    this.listen();
    await this.bringBack();
    this.typed();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submit(event));
    for (const step of form.querySelectorAll("[data-autosave-step]")) {
      step.addEventListener("focusout", (event) => {
        if (!step.contains(event.relatedTarget)) this.save();
      });
    }
    document.addEventListener("visibilitychange", () => this.save({ leaving: document.hidden }));
    for (const name of ["online", "focus"]) {
      window.addEventListener(name, () => this.failed && this.save());
    }
    window.addEventListener("pageshow", () => (this.goes = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.isDirty && !this.copy.works && !this.goes) event.preventDefault();
    });
  }

  // Whether the page holds anything that is not saved.
  get isDirty() {
    return differing(values(this.form), this.base).length > 0;
  }

  // What to send: everything, with their text where it is not chosen yet whose to keep.
  get toSend() {
    return { ...values(this.form), ...this.conflicts.theirs() };
  }

  get isPending() {
    const known = { ...this.base, ...this.wrong };
    return !this.closed && differing(this.toSend, known).length > 0;
  }

  // A key was struck, or a choice made.
  typed() {
    this.keepCopy();
    if (!this.isPending || this.failed) return;
    this.bar.say("Not saved yet");
    this.pendingSince ||= Date.now();
    this.later(Math.min(PAUSE, Math.max(0, this.pendingSince + LONGEST - Date.now())));
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  keepCopy() {
    if (!this.isDirty) return this.copy.forget();
    return this.copy.keep({
      base: { ...this.base, ...this.conflicts.before() },
      mine: values(this.form),
    });
  }

  // Tells whether all is saved. Saves do not overtake each other: one asked for meanwhile follows.
  save(how = {}) {
    clearTimeout(this.timer);
    const before = this.running || Promise.resolve();
    this.running = before.catch(() => {}).then(() => this.saveNow(how));
    return this.running;
  }

  async saveNow({ leaving = false, all = false }) {
    // Not inside of an event "submit": a form that is being submitted takes no second submission.
    if (!leaving) await new Promise((go) => setTimeout(go));
    for (let round = 0; round < ROUNDS && this.isPending; round++) {
      const sent = this.toSend;
      const answer = await post({
        url: this.setup.autosave,
        user: this.setup.autosaveUser,
        token: this.form.elements.csrfmiddlewaretoken.value,
        version: this.version,
        values: sent,
        leaving,
      });
      if (!this.heard(answer, sent)) return false;
      if (answer.kind === "saved" && !all) break;
    }
    this.typed();
    return !this.closed;
  }

  // Tells whether to go on.
  heard(answer, sent) {
    if (answer.token) this.form.elements.csrfmiddlewaretoken.value = answer.token;
    this.failed = answer.kind !== "saved" && answer.kind !== "changed";
    if (this.failed) {
      this.bar.fail(answer, { keptHere: this.copy.works });
      this.later(AGAIN);
      return false;
    }
    if (answer.closed) return this.close(answer.closed);
    this.form.elements.version.value = this.version = answer.version;
    this.pendingSince = 0;
    if (answer.kind === "saved") this.saved(answer, sent);
    else this.changed(answer);
    this.bar.warn(this.conflicts.question);
    return true;
  }

  saved({ at, unsaved }, sent) {
    const wrong = Object.keys(unsaved);
    const isWrong = (name) => wrong.some((field) => `${name}_`.startsWith(`${field}_`));
    for (const name of Object.keys(sent)) {
      if (isWrong(name)) {
        this.wrong[name] = sent[name];
      } else {
        this.base[name] = sent[name];
        delete this.wrong[name];
      }
    }
    const open = this.conflicts.names.map((name) => labelOf(this.form, name));
    const reasons = [...Object.values(unsaved).flat(), ...open].join("; ");
    this.bar.say(`Saved at ${at}${reasons && `, but not this: ${reasons}`}`);
  }

  // Somebody else saved first. What only they changed is taken over; what both did is asked.
  changed({ by, at, values: theirs }) {
    const who = by || "You, in another window,";
    const found = merge({ ...this.base, ...this.conflicts.before() }, values(this.form), theirs);
    for (const name of found.taken) put(this.form, name, theirs[name]);
    for (const name of this.conflicts.names) {
      if (!found.contested.includes(name)) this.conflicts.close(name);
    }
    for (const name of found.contested) {
      this.conflicts.show({ name, theirs: theirs[name], before: this.base[name], who, at });
    }
    this.base = theirs;
    if (found.taken.length) {
      const fields = found.taken.map((name) => labelOf(this.form, name)).join(", ");
      this.bar.tell(`${who} saved at ${at} and changed, on your page too: ${fields}.`);
    }
  }

  close(why) {
    this.closed = true;
    this.bar.warn(`${why} What you typed since is not in it: copy what should not be lost.`);
    this.bar.say("Not saved");
    return false;
  }

  // What an earlier page could not save goes back into the form.
  async bringBack() {
    let isBack = false;
    for (const { base, mine } of await this.copy.found()) {
      const saved = values(this.form);
      const found = merge(base, mine, saved);
      for (const name of [...found.kept, ...found.contested]) put(this.form, name, mine[name]);
      for (const name of found.contested) {
        this.conflicts.show({ name, theirs: saved[name], before: base[name] });
      }
      isBack ||= found.kept.length + found.contested.length > 0;
    }
    await this.keepCopy();
    this.copy.dropAdopted();
    if (!isBack) return;
    this.bar.tell("What you typed last time and was not saved yet is back.");
    this.bar.warn(this.conflicts.question);
  }

  // The button "Save" saves without a new page; any other goes on once all is saved.
  async submit(event) {
    if (this.goes) return;
    event.preventDefault();
    const button = event.submitter;
    const isSaved = await this.save({ all: true });
    if (this.conflicts.names.length) return this.conflicts.lead();
    if (!isSaved) return this.bar.lead();
    if (!button || button.name === "save") return this.bar.confirm();
    this.goes = true;
    this.form.requestSubmit(button);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]:not([data-held])")) {
  new Autosave(form).start();
}
