// What all charts have in common. A view's own options win over these.

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const GRID = "#dcdfe3";

export function baseOptions(type, data, own) {
  const flat = own.indexAxis === "y";
  const counts = {
    beginAtZero: true,
    grace: "6%",
    grid: { color: GRID },
    ticks: { precision: 0 },
  };
  const names = { offset: true, grid: { display: false }, ticks: { autoSkip: !flat } };
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
        labels: { usePointStyle: type === "line", boxWidth: 28, boxHeight: 14, padding: 16 },
      },
      tooltip: { backgroundColor: "#0b0c0c", padding: 10, usePointStyle: type === "line" },
    },
  };
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
