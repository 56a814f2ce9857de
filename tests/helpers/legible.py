"""JavaScript that measures in a browser whether a page is legible."""

# The least contrast of a table's cells with what is painted behind them, by WCAG's formula.
LEAST_CONTRAST = """cells => {
    const channels = text => text.match(/[\\d.]+/g).map(Number);
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((x, i) => x * a + under[i] * (1 - a));
    const behind = element => {
        const colour = element ? channels(getComputedStyle(element).backgroundColor) : [255, 255, 255];
        return colour[3] < 1 ? over(colour, behind(element.parentElement)) : colour;
    };
    const light = colour => colour.map(x => x / 255)
        .map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
        .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
    const contrast = cell => {
        const ground = behind(cell);
        const text = over(channels(getComputedStyle(cell).color), ground);
        const [less, more] = [text, ground].map(light).sort((a, b) => a - b);
        return (more + 0.05) / (less + 0.05);
    };
    return Math.min(...cells.map(contrast));
}"""

# Whether a figure brings its own ground: black words on none would be lost on a dark page.
WHITE_GROUND = """async picture => {
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    return canvas.getImageData(0, 0, 1, 1).data.every(x => x === 255);
}"""
