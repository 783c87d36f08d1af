// The agenda: who presents is saved as soon as a box is left. Without scripts a button does it.
import { Bar } from "./autosave/bar.js";
import { post } from "./autosave/post.js";

const AGAIN = 5_000; // after a failure

class Presenters {
  constructor(form, told) {
    this.form = form;
    this.bar = new Bar(told, form.dataset.signIn);
    this.waiting = new Set(); // boxes that are not saved yet
    form.querySelector("[data-agenda-save]").hidden = true;
    document.addEventListener("change", ({ target }) => target.matches("[data-presenter]") && this.add(target));
    // The Enter key in a box leaves it changed; there is nothing more to do.
    form.addEventListener("submit", (event) => event.submitter?.value === "save" && event.preventDefault());
    window.addEventListener("beforeunload", (event) => this.failed && event.preventDefault());
    for (const name of ["online", "focus"]) window.addEventListener(name, () => this.failed && this.save());
  }

  add(box) {
    this.waiting.add(box);
    this.bar.say("Not saved yet");
    this.save();
  }

  save() {
    clearTimeout(this.timer);
    this.running = (this.running || Promise.resolve()).catch(() => {}).then(() => this.saveNow());
  }

  async saveNow() {
    const boxes = [...this.waiting];
    if (!boxes.length) return;
    const sent = new Map(boxes.map((box) => [box, box.value]));
    const values = { do: ["save"] };
    for (const box of boxes) {
      values[box.name] = [box.value];
      values[seen(box).name] = [seen(box).value];
    }
    const token = this.form.elements.csrfmiddlewaretoken;
    const answer = await post({ url: this.form.action, user: this.form.dataset.user, token: token.value, values });
    if (answer.token) token.value = answer.token;
    this.failed = answer.kind !== "saved";
    if (this.failed) {
      this.bar.fail(answer, { keptHere: false });
      this.timer = setTimeout(() => this.save(), AGAIN);
    } else {
      this.saved(answer, sent);
    }
  }

  saved({ theirs, at, closed }, sent) {
    this.bar.warn(closed);
    if (closed) return this.bar.say("Not saved");
    const told = [];
    for (const [box, mine] of sent) {
      const other = theirs[box.name];
      seen(box).value = other ?? mine;
      if (other !== undefined) {
        told.push(`${box.labels[0].textContent}: somebody else wrote “${other}” meanwhile; you wrote “${mine}”.`);
        box.value = other;
      }
      if (box.value === seen(box).value) this.waiting.delete(box);
    }
    this.bar.tell(told.join(" "));
    return this.bar.say(`Saved at ${at}`);
  }
}

// The name that the page started from.
const seen = (box) => box.parentElement.querySelector("[data-seen]");

const form = document.querySelector("form[data-agenda]");
if (form) new Presenters(form, document.querySelector("[data-agenda-told]"));
