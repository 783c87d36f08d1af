// Asks every few seconds whether something was recorded. While nothing was, the answer is empty.

const EVERY = 3_000;

// `address` tells where to ask, `hear` what to do with news, `state` how the asking goes.
export function follow(address, hear, state = () => {}) {
  let etag = "";
  async function ask() {
    try {
      const headers = { Accept: "application/json", ...(etag && { "If-None-Match": etag }) };
      const answer = await fetch(address(), { headers, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return state("signed-out");
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        await hear(await answer.json());
      }
      state(answer.status < 400 ? "connected" : "refused");
    } catch {
      state("no-connection");
    }
    return undefined;
  }
  const again = async () => {
    if (!document.hidden) await ask();
    setTimeout(again, EVERY);
  };
  setTimeout(again, EVERY);
  document.addEventListener("visibilitychange", () => !document.hidden && ask());
}
