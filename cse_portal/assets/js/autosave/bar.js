// What a form that saves itself says about it.

export class Bar {
  #warned = "";

  constructor(form, signInUrl) {
    this.state = form.querySelector("[data-autosave-state]");
    this.problem = form.querySelector("[data-autosave-problem]");
    this.notice = form.querySelector("[data-autosave-told]");
    this.heard = form.querySelector("[data-autosave-heard]");
    this.signIn = `${signInUrl}?next=${encodeURIComponent(location.pathname)}`;
  }

  say(text) {
    this.state.textContent = text;
  }

  // What somebody should see and hear once.
  tell(text) {
    this.notice.textContent = text;
  }

  // Somebody asked to save: who sees it reads the state, who hears it is told.
  confirm() {
    this.tell("");
    this.heard.textContent = "";
    setTimeout(() => (this.heard.textContent = this.state.textContent), 100);
  }

  // Said once, until it is over: an alert that repeats itself is noise.
  warn(text, link = { text: "", after: "" }) {
    const all = `${text} ${link.text} ${link.after}`;
    if (this.#warned === all) return;
    this.#warned = all;
    this.problem.replaceChildren();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "govuk-body save-bar__problem";
    line.append(`${text} `);
    if (link.text) {
      const anchor = document.createElement("a");
      Object.assign(anchor, { href: this.signIn, className: "govuk-link", textContent: link.text });
      line.append(anchor, link.after);
    }
    this.problem.append(line);
  }

  lead() {
    this.problem.focus();
  }

  fail({ kind, status }, { keptHere }) {
    const kept = keptHere
      ? "What you typed is kept on this computer"
      : "What you typed is on this page only: keep it open";
    const after = keptHere ? " and it will be there." : " in another window, then come back.";
    if (kind === "signed-out") {
      this.warn(`You have been signed out. ${kept}.`, { text: "Sign in", after });
    } else if (kind === "other-user") {
      const why = "Somebody else has signed in on this computer.";
      this.warn(`${why} ${kept}.`, { text: "Sign in as yourself", after });
    } else if (kind === "no-connection") {
      this.warn(`There is no connection. ${kept}, and is saved when the connection is back.`);
    } else {
      this.warn(`The site could not save this (${status}). ${kept}. It is tried again.`);
    }
    this.say("Not saved yet");
  }
}
