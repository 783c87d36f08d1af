import { written } from "./figures.js";
import { isNarrow } from "./options.js";

// Writes the figures on the chart itself where there is room for all of them.

const MOST_LABELS = 40;
const ROOM = 16;

export const valueLabels = {
  id: "valueLabels",
  afterDatasetsDraw(chart) {
    const shown = withRoom(chart);
    const pen = chart.ctx;
    pen.save();
    pen.font = `bold ${isNarrow(chart) ? 11 : 13}px arial, helvetica, sans-serif`;
    for (const meta of shown) {
      meta.data.forEach((element, place) => {
        const value = chart.data.datasets[meta.index].data[place];
        const text = value ? written(value, chart.config.options.figures) : "0";
        if (value !== null && value !== undefined) write(pen, chart, meta, element, text);
      });
    }
    pen.restore();
  },
};

// All series, or none; the totals of stacked columns, which are a line, in any case.
function withRoom(chart) {
  const shown = chart.getSortedVisibleDatasetMetas();
  const labels = shown.reduce((sum, meta) => sum + meta.data.length, 0);
  if (chart.config.type === "line") return shown.length > 1 || labels > MOST_LABELS ? [] : shown;
  return labels > MOST_LABELS ? shown.filter((meta) => meta.type === "line") : shown;
}

function write(pen, chart, meta, element, text) {
  const flat = chart.options.indexAxis === "y";
  const stacked = meta.vScale.options.stacked && meta.type !== "line";
  const width = pen.measureText(text).width;
  if (stacked) {
    if ((flat ? element.width - width : element.height) < ROOM) return;
    const { x, y } = element.getCenterPoint();
    boxed(pen, text, x, y, width);
  } else if (flat) {
    at(pen, text, element.x + 6, element.y, "left", "middle");
  } else if (meta.type === "line" || element.width + 8 > width) {
    at(pen, text, element.x, element.y - 8, "center", "bottom");
  }
}

// On a pattern a figure needs a ground of its own.
function boxed(pen, text, x, y, width) {
  pen.fillStyle = "#ffffff";
  pen.fillRect(x - width / 2 - 3, y - 9, width + 6, 18);
  at(pen, text, x, y, "center", "middle");
}

function at(pen, text, x, y, align, baseline) {
  pen.fillStyle = "#0b0c0c";
  pen.textAlign = align;
  pen.textBaseline = baseline;
  pen.fillText(text, x, y);
}
