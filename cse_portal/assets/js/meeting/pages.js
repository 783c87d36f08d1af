// Pages of other children, fetched before they are asked for and held in memory only.

const FRESH = 60_000;
const PATIENCE = 8_000;

export class Pages {
  #held = new Map();

  // The page of an address: {root, title}; "signed-out"; or null without a connection.
  async get(url) {
    const held = this.#held.get(url);
    this.#held.delete(url); // its parts go into the document, once
    if (held && Date.now() - held.at < FRESH) return held.page;
    const page = await load(url);
    return page ?? (await held?.page) ?? null; // an old page is better than none
  }

  fetch(urls) {
    for (const url of urls) {
      const held = this.#held.get(url);
      if (held && Date.now() - held.at < FRESH) continue;
      const page = load(url).then((fresh) => fresh ?? held?.page ?? null);
      this.#held.set(url, { at: Date.now(), page });
    }
  }

  // Something was recorded there: what is held may be another by now. It stays, in case there is
  // no connection.
  forget(urls) {
    for (const url of urls) if (this.#held.has(url)) this.#held.get(url).at = 0;
  }
}

async function load(url) {
  let answer;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    answer = await fetch(url, { redirect: "manual", cache: "no-store", signal });
  } catch {
    return null;
  }
  if (answer.type === "opaqueredirect") return "signed-out";
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const root = page.querySelector("[data-meeting]");
  return root && { root: document.adoptNode(root), title: page.title };
}
