// Draws each figure.chart from the specification beside it; the table below holds the same numbers.
const dark = matchMedia("(prefers-color-scheme: dark)");
const figures = [...document.querySelectorAll("figure.chart")];
const read = (id) => JSON.parse(document.getElementById(id).textContent);

function script(address) {
  return new Promise((loaded, failed) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src: address, onload: loaded, onerror: failed });
    document.head.append(tag);
  });
}

async function draw(figure) {
  const { configs, numbers } = read("chart-look");
  const spec = read(figure.dataset.spec);
  const config = structuredClone(configs[dark.matches ? "dark" : "light"]);
  config.font = getComputedStyle(document.body).fontFamily;
  config.axisY = { labelLimit: Math.max(96, Math.round(figure.clientWidth * 0.42)) };
  if (spec.encoding.y.axis) delete spec.encoding.y.axis.labelLimit;
  // The figure keeps its name, and what is read out is its table.
  const drawing = document.createElement("div");
  drawing.setAttribute("aria-hidden", "true");
  figure.replaceChildren(drawing);
  await window.vegaEmbed(drawing, { ...spec, width: figure.clientWidth - 4, autosize: { type: "fit-x", contains: "padding" } }, {
    config, actions: false, ast: true, renderer: "svg", defaultStyle: false,
    formatLocale: numbers, tooltip: { theme: "own", disableDefaultStyle: true },
  });
  figure.dataset.drawn = "";
}

if (figures.length) {
  await script(document.getElementById("chart-look").dataset.script);
  const drawAll = () => Promise.all(figures.map(draw));
  await drawAll();
  dark.addEventListener("change", drawAll);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return; // a phone's address bar comes and goes
    width = innerWidth;
    drawAll();
  });
}
