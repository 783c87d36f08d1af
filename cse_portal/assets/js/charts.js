// Draws every <canvas data-chart-url="..."> from the JSON of its view: {type, data, options}.
// The view says what is counted; how it looks is decided here and in charts/.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
} from "chart.js";
import { baseOptions, merged } from "./charts/options.js";
import { styled } from "./charts/series.js";
import { valueLabels } from "./charts/labels.js";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  Legend,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
  valueLabels,
);
Chart.defaults.font.family = "arial, helvetica, sans-serif";
Chart.defaults.font.size = 14;
Chart.defaults.color = "#0b0c0c";

// The width of an A4 page without its margins, in the browser's pixels, of which paper shows more.
const PRINTED_WIDTH = 680;
const PRINTED_HEIGHT = { usual: 260, tall: 320 };
const PRINTED_DENSITY = 3;
const drawn = [];

async function draw(canvas) {
  const figure = canvas.closest(".chart");
  try {
    const answer = await fetch(canvas.dataset.chartUrl, {
      headers: { Accept: "application/json" },
    });
    // A session that has ended leads to the sign-in page: an answer, but no chart.
    if (!answer.ok || answer.redirected) throw new Error(`chart answered ${answer.status}`);
    const { type, data, options } = await answer.json();
    const datasets = data.datasets.map((series, index) =>
      styled(series, index, type, data.datasets.length),
    );
    const chart = new Chart(canvas, {
      type,
      data: { ...data, datasets },
      options: merged(baseOptions(type, data, options ?? {}), options ?? {}),
    });
    drawn.push(chart);
    figure.classList.add("chart--drawn");
  } catch {
    figure.classList.add("chart--failed");
    const message = figure.querySelector(".chart__message");
    message.textContent = `The chart could not be drawn. ${message.textContent}`;
  }
}

for (const canvas of document.querySelectorAll("canvas[data-chart-url]")) draw(canvas);

window.addEventListener("beforeprint", () => {
  for (const chart of drawn) {
    const size = chart.canvas.closest(".chart--tall") ? "tall" : "usual";
    chart.options.devicePixelRatio = PRINTED_DENSITY;
    chart.resize(PRINTED_WIDTH, PRINTED_HEIGHT[size]);
  }
});
window.addEventListener("afterprint", () => {
  for (const chart of drawn) {
    chart.options.devicePixelRatio = window.devicePixelRatio;
    chart.resize();
  }
});
