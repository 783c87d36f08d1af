// A child a screen: the minute saves itself, keys choose and move on, and the next child is there
// at once. Without scripts the same pages work by links and buttons.
import { Keys } from "./meeting/keys.js";
import { Minute } from "./meeting/minute.js";
import { follow } from "./meeting/news.js";
import { Pages } from "./meeting/pages.js";
import { Pending } from "./meeting/pending.js";

const REACH = 3; // how many children ahead are fetched before they are asked for

class Sitting {
  constructor(root) {
    this.root = root;
    this.pages = new Pages();
    this.pending = new Pending(document.querySelector("[data-pending]"), (url) => this.go(url));
    this.keys = new Keys(document.querySelector("[data-keys]"), this);
    this.left = new Map(); // pages that were here before, by address
    this.url = location.pathname;
    this.begin();
    window.addEventListener("popstate", () => this.show(location.pathname));
    follow(() => this.root.dataset.updates, (news) => this.hear(news));
  }

  // The page that stands in the document comes alive.
  async begin() {
    this.root.addEventListener("click", (event) => this.click(event));
    const form = this.root.querySelector("form[data-autosave]");
    this.minute = form && new Minute(form, this);
    this.keys.enter(this.root);
    await this.minute?.start();
    this.fetchAhead();
  }

  click(event) {
    const link = event.target.closest("[data-step], .strip__item a");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain) return;
    event.preventDefault();
    this.go(link.pathname);
  }

  step(direction) {
    const url = this.root.dataset[direction];
    if (url) this.go(url);
  }

  // To another child, with what is typed here saved on the way.
  go(url) {
    if (this.minute?.isDirty) this.minute.save();
    return this.show(url, { isNew: true });
  }

  async show(url, { isNew = false } = {}) {
    const turn = (this.turn = (this.turn || 0) + 1);
    const known = this.left.get(url);
    const page = known?.minute?.isUnsaved ? known : (await this.pages.get(url)) || known;
    if (turn !== this.turn) return; // somewhere else was asked for meanwhile
    if (page === "signed-out") return location.assign(url);
    if (!page) {
      return this.tell("There is no connection, and this child is not on this computer yet.");
    }
    this.left.set(this.url, { root: this.root, minute: this.minute, title: document.title });
    if (isNew) history.pushState(null, "", url);
    this.enter(page);
  }

  enter(page) {
    this.root.replaceWith(page.root);
    this.root = page.root;
    document.title = page.title;
    window.scrollTo(0, 0);
    this.root.querySelector("h1").focus({ preventScroll: true });
    this.url = location.pathname;
    this.pending.show();
    if (!("minute" in page)) return this.begin();
    this.minute = page.minute; // it was here before, and is as it was left
    this.keys.enter(this.root);
    this.fetchAhead();
    return undefined;
  }

  fetchAhead() {
    const { after, before } = this.root.dataset;
    this.pages.fetch([after, before].filter(Boolean));
    // Those further on, so that a lost connection does not stop the meeting.
    const links = [...this.root.querySelectorAll(".strip__item a")].map((a) => a.pathname);
    const here = links.indexOf(this.url);
    this.pages.fetch(links.slice(here + 2, here + 1 + REACH));
  }

  // Somebody recorded or added something, perhaps this page itself.
  async hear({ versions, html, signed }) {
    const strip = this.root.querySelector("[data-live='strip']");
    if (strip) {
      strip.innerHTML = html;
      const here = [...strip.querySelectorAll("a")].find((a) => a.pathname === this.url);
      here?.setAttribute("aria-current", "page");
    }
    this.pages.forget(this.changed(versions));
    const now = versions[this.root.dataset.item];
    if (!now) return;
    const known = this.minute ? Number(this.minute.version) : Number(this.root.dataset.version);
    const isNews = now.version !== known || now.contributed !== Number(this.root.dataset.contributed);
    if (isNews || signed) await this.renew(now, signed);
    this.fetchAhead();
  }

  // The addresses of the children about whom something is new.
  changed(versions) {
    const before = this.versions || versions;
    this.versions = versions;
    const stale = Object.keys(versions).filter(
      (pk) => JSON.stringify(versions[pk]) !== JSON.stringify(before[pk]),
    );
    return stale.map((pk) => this.url.replace(/\d+\/$/, `${pk}/`));
  }

  async renew(now, signed) {
    const { root, minute } = this;
    const page = await this.pages.get(this.url);
    if (!page?.root || root !== this.root) return;
    for (const part of ["contributions", "recorded"]) {
      const [old, fresh] = [root, page.root].map((r) => r.querySelector(`[data-live='${part}']`));
      if (old && fresh) old.replaceWith(fresh);
    }
    Object.assign(root.dataset, { version: now.version, contributed: now.contributed });
    if (signed) return minute?.isDirty ? minute.save() : this.tell("The minutes are signed.");
    const theirs = page.root.querySelector("form[data-autosave]");
    if (minute && theirs && Number(minute.version) !== now.version) minute.takeOver(theirs, now);
    return undefined;
  }

  tell(text) {
    this.root.querySelector("[data-meeting-told]").textContent = text;
  }
}

const root = document.querySelector("[data-meeting]");
if (root) new Sitting(root);
