// What a clip tells: read from the page, and the bulky part inflated when it is first asked for.

const readTale = (number) => JSON.parse(document.getElementById(`tale_${number}`).textContent);

const inflate = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).json();
};

// Numbers come in columns; first frames as differences, boxes in ten-thousandths of the picture.
const readNumbers = ({ labels, columns }) => {
  const [places, firsts, lengths, lefts, tops, widths, heights] = columns;
  let first = 0;
  return places.map((place, i) => {
    first += firsts[i];
    const box = [lefts[i], tops[i], widths[i], heights[i]].map((part) => part / 1e4);
    return { label: labels[place], first, end: first + lengths[i], box };
  });
};

const readSteps = (steps) => steps.map((step) => ({
  ...step,
  x: step.x ? step.x.split(' ') : [],
  w: step.w ? step.w.split(' ') : [],
  products: step.products ? step.products.split(' ') : [],
  sums: step.sums ? step.sums.split(' ') : [],
}));

// The last of `starts` that is not after `frame`, or -1.
const lastUpTo = (starts, frame) => {
  let place = -1;
  while (place + 1 < starts.length && starts[place + 1] <= frame) place += 1;
  return place;
};

const make = (tag, className, text = '') => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

