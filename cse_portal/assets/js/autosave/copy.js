// The copy of what was typed and is not saved yet, kept by the browser on this computer.
//
// Encrypted with a key that only pages for this user hold: the files of the browser alone tell
// nothing. Each open page keeps a copy of its own.

const DAY = 24 * 60 * 60 * 1000;
const KEPT_FOR = 30 * DAY;
const PREFIX = "autosave:";

const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

function places(prefix) {
  return Object.keys(localStorage).filter((place) => place.startsWith(prefix));
}

function isUsable() {
  try {
    localStorage.setItem(`${PREFIX}try`, "1");
    localStorage.removeItem(`${PREFIX}try`);
    return Boolean(globalThis.crypto?.subtle);
  } catch {
    return false; // switched off or full
  }
}

export class Copy {
  #key;
  #turn = 0;
  #adopted = [];

  constructor({ name, user, key }) {
    this.works = isUsable();
    this.prefix = `${PREFIX}${name}:${user}:`;
    if (!this.works) return;
    this.place = this.prefix + crypto.randomUUID();
    this.#key = crypto.subtle.importKey("raw", fromHex(key), "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
  }

  async keep(content) {
    if (!this.works) return;
    const turn = ++this.#turn;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(content));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.#key, plain);
    if (turn !== this.#turn) return; // typed on, or saved, meanwhile
    const kept = { at: Date.now(), iv: toText(iv), sealed: toText(new Uint8Array(sealed)) };
    try {
      localStorage.setItem(this.place, JSON.stringify(kept));
    } catch {
      this.works = false;
    }
  }

  // The copies that pages of this form left behind, the oldest first.
  async found() {
    if (!this.works) return [];
    this.#dropOld();
    const copies = [];
    for (const place of places(this.prefix)) {
      const kept = JSON.parse(localStorage.getItem(place));
      const content = await this.#open(kept);
      this.#adopted.push(place);
      if (content) copies.push({ at: kept.at, ...content });
    }
    return copies.sort((one, other) => one.at - other.at);
  }

  // All is saved.
  forget() {
    this.#turn++;
    if (this.works) localStorage.removeItem(this.place);
  }

  // What those copies held is in the form now, and in the copy of this page.
  dropAdopted() {
    for (const place of this.#adopted.splice(0)) localStorage.removeItem(place);
  }

  async #open(kept) {
    try {
      const how = { name: "AES-GCM", iv: toBytes(kept.iv) };
      const plain = await crypto.subtle.decrypt(how, await this.#key, toBytes(kept.sealed));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null; // the site's secret is another one now
    }
  }

  #dropOld() {
    for (const place of places(PREFIX)) {
      const at = JSON.parse(localStorage.getItem(place))?.at || 0;
      if (Date.now() - at > KEPT_FOR) localStorage.removeItem(place);
    }
  }
}
