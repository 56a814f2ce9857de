/* The drawing as a picture to keep: with the verdict above it and the source below, in light colours. */
window.whatIfPicture = (function () {
  "use strict";

  const { draw, element } = whatIfDrawing;
  const WIDTH = 900, EDGE = 16, SIZE = 22, SMALL = 14, LINE = 1.3, SHARPNESS = 2;
  const FONT = "'Sectorbook Sans', 'Liberation Sans', Arial, sans-serif";
  const DRAWN = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-weight", "font-size"];
  const pen = document.createElement("canvas").getContext("2d");

  /* Text in lines that fit the picture. */
  function wrapped(words, size, weight) {
    pen.font = `${weight} ${size}px ${FONT}`;
    return words.split(" ").reduce((lines, word) => {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      const fits = lines.length && pen.measureText(longer).width < WIDTH - 2 * EDGE;
      return fits ? [...lines.slice(0, -1), longer] : [...lines, word];
    }, []);
  }

  function paragraph(words, size, weight, top) {
    const lines = wrapped(words, size, weight);
    const made = lines.map((line, i) => element("text", {
      x: EDGE, y: top + (i + 0.8) * size * LINE, "font-size": size, "font-weight": weight, fill: "#1d2327",
    }, line));
    return { made, bottom: top + lines.length * size * LINE };
  }

  /* Writes what the page's style says of each mark into the mark. */
  function painted(stage, marks) {
    const svg = element("svg", { class: "what-if-light" }, ...marks);
    stage.append(svg);
    marks.forEach((mark) => {
      const style = getComputedStyle(mark);
      DRAWN.forEach((one) => mark.setAttribute(one, style.getPropertyValue(one)));
    });
    svg.remove();
    marks.forEach((mark) => mark.removeAttribute("class"));
    return marks;
  }

  /* The picture as SVG. */
  function svg(view, answer, verdict, stage) {
    const drawing = draw(view, answer, WIDTH);
    const title = paragraph(verdict, SIZE, 600, EDGE);
    const about = `${view.model.source ? `Figures: ${view.model.source}. ` : ""}What if: sectorbook, CC BY 4.0.`;
    const source = paragraph(about, SMALL, 400, title.bottom + drawing.height + 2 * EDGE);
    const height = Math.ceil(source.bottom + EDGE);
    return element(
      "svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, "font-family": FONT },
      element("rect", { width: WIDTH, height, fill: "#ffffff" }),
      ...title.made,
      element("g", { transform: `translate(0 ${title.bottom + EDGE})` }, ...painted(stage, drawing.marks)),
      ...source.made,
    );
  }

  /* The picture as a PNG. */
  async function png(drawn) {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * SHARPNESS, image.height * SHARPNESS];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  async function save(name, drawn) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await png(drawn));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  return { svg, save };
})();
