// What all charts have in common. A view's own options win over these.

import { inLines, marked, written } from "./figures.js";

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const GRID = "#dcdfe3";

const NARROW = 700;
const LETTER = 8;
const MOST_LETTERS = 40;

export function baseOptions(type, data, own) {
  const flat = own.indexAxis === "y";
  const figures = own.figures ?? {};
  const asPoints = type === "line" || data.datasets.some((series) => series.type === "line");
  const counts = {
    beginAtZero: true,
    grace: "6%",
    grid: { color: GRID },
    ticks: { precision: figures.decimals ?? 0, callback: (value) => marked(value, figures) },
  };
  const names = { offset: true, grid: { display: false }, ticks: named(flat) };
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: calm.matches ? false : { duration: 250 },
    interaction: { mode: "index", intersect: false, axis: flat ? "y" : "x" },
    scales: flat ? { x: counts, y: names } : { x: names, y: counts },
    plugins: {
      legend: {
        display: data.datasets.length > 1,
        position: "bottom",
        labels: {
          usePointStyle: asPoints,
          boxWidth: 28,
          boxHeight: asPoints ? 10 : 14,
          padding: 16,
        },
      },
      tooltip: {
        backgroundColor: "#0b0c0c",
        padding: 10,
        usePointStyle: asPoints,
        callbacks: {
          title: ([first]) => [data.labels[first.dataIndex]].flat().join(" "),
          label: ({ dataset, raw }) => `${dataset.label}: ${written(raw, figures)}`,
        },
      },
    },
  };
}

// A name takes as many lines as it needs. Every bar has its own; columns may leave some out.
function named(flat) {
  return {
    autoSkip: !flat,
    maxRotation: 0,
    font: ({ chart }) => ({ size: isNarrow(chart) ? 12 : 14 }),
    callback(value) {
      const { chart } = this;
      const { labels } = chart.data;
      const room = chart.width / (flat ? 2 : labels.length) / LETTER;
      return inLines(labels[value], Math.min(room, MOST_LETTERS));
    },
  };
}

export function isNarrow(chart) {
  return chart.width < NARROW;
}

export function merged(base, own) {
  const result = { ...base };
  for (const [name, value] of Object.entries(own)) {
    const both = isPlain(value) && isPlain(base[name]);
    result[name] = both ? merged(base[name], value) : value;
  }
  return result;
}

function isPlain(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
