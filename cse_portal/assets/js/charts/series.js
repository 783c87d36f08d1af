// What a series looks like: a colour and, so that never colour alone tells it apart, a pattern (bars)
// or a dash and a point (lines). The colours are the Government Analysis Function's categorical ones.

const COLOURS = ["#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1"];
// Levels keep a colour of their own in every chart, near to that of their tags.
const LEVELS = { high: "#9c1c1c", medium: "#f46a25", low: "#e3c52f" };
const PATTERNS = ["solid", "diagonal", "dots", "rows", "columns", "crossed"];
const LEVEL_PATTERNS = { high: "solid", medium: "diagonal", low: "dots" };
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 6]];
const POINTS = ["circle", "rect", "triangle", "rectRot", "crossRot", "star"];

export function styled(series, index, type, count) {
  const colour = LEVELS[series.code] ?? COLOURS[index % COLOURS.length];
  return (series.type ?? type) === "line"
    ? { ...line(colour, index), ...series }
    : { ...bar(colour, series.code, index, count), ...series };
}

function line(colour, index) {
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderDash: DASHES[index % DASHES.length],
    borderWidth: 3,
    pointStyle: POINTS[index % POINTS.length],
    pointRadius: 5,
    pointHoverRadius: 8,
    pointBorderWidth: 2,
    tension: 0,
    spanGaps: false,
  };
}

function bar(colour, code, index, count) {
  const turn = Math.floor(index / COLOURS.length) + index;
  const pattern = LEVEL_PATTERNS[code] ?? PATTERNS[turn % PATTERNS.length];
  return {
    backgroundColor: count === 1 ? colour : filled(colour, pattern),
    borderColor: count === 1 ? colour : "#0b0c0c",
    borderWidth: count === 1 ? 0 : 1,
    maxBarThickness: 56,
    pointStyle: "rect",
  };
}

// A colour with white marks in it, as a repeating tile.
function filled(colour, pattern) {
  if (pattern === "solid") return colour;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = "#ffffff";
  pen.lineWidth = 1.5;
  MARKS[pattern](pen);
  return pen.createPattern(tile, "repeat");
}

const MARKS = {
  diagonal: (pen) => strokes(pen, [-2, 2, 2, -2], [0, 8, 8, 0], [6, 10, 10, 6]),
  crossed: (pen) => strokes(pen, [0, 8, 8, 0], [0, 0, 8, 8]),
  rows: (pen) => strokes(pen, [0, 4, 8, 4]),
  columns: (pen) => strokes(pen, [4, 0, 4, 8]),
  dots: (pen) => {
    pen.fillRect(1, 1, 2, 2);
    pen.fillRect(5, 5, 2, 2);
  },
};

function strokes(pen, ...lines) {
  pen.beginPath();
  for (const [fromX, fromY, toX, toY] of lines) {
    pen.moveTo(fromX, fromY);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
}
