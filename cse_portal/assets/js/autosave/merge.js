// Three states of one form: as it was, as I have it, as it is saved now.

const normal = (texts) =>
  JSON.stringify((texts || []).map((t) => t.replace(/\r\n?/g, "\n").trim()).filter(Boolean));

// Servers trim texts and browsers send other ends of lines: neither is a change.
export const same = (one, other) => normal(one) === normal(other);

export const differing = (one, other) =>
  Object.keys(one).filter((name) => !same(one[name], other[name]));

// For each name: only they changed it (taken), only I did (kept), or both, differently (contested).
export function merge(base, mine, theirs) {
  const found = { taken: [], kept: [], contested: [] };
  for (const name of Object.keys(theirs)) {
    if (!(name in mine) || same(mine[name], theirs[name])) continue;
    if (same(mine[name], base[name])) found.taken.push(name);
    else if (same(theirs[name], base[name])) found.kept.push(name);
    else found.contested.push(name);
  }
  return found;
}
