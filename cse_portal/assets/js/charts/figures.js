// How figures are written on a chart. The view says it in its option `figures`: a unit, how many
// decimals, and whether only the size counts (what goes down is drawn below the line).

export function written(value, { unit = "", decimals = 0, absolute = false } = {}) {
  const size = absolute ? Math.abs(value) : value;
  const text = size.toLocaleString("en-GB", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return `${text}${unit}`;
}

// The marks of an axis need no more decimals than they have.
export function marked(value, figures = {}) {
  return written(value, { ...figures, decimals: Number.isInteger(value) ? 0 : figures.decimals });
}

// A name in lines of at most so many letters, broken between words.
export function inLines(name, letters) {
  if (Array.isArray(name)) return name.flatMap((line) => inLines(line, letters));
  const lines = [];
  for (const word of name.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < letters) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
