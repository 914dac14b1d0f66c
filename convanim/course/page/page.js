// The page: every player, and the buttons that copy.

const copy = async (button) => {
  const code = button.parentElement.querySelector('code');
  const label = button.firstChild;
  const usual = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(code.textContent);
    label.textContent = button.dataset.copied;
  } catch {
    // Where the clipboard is out of reach, the text is marked, ready to be copied by hand.
    getSelection().selectAllChildren(code);
    label.textContent = button.dataset.marked;
  }
  setTimeout(() => { label.textContent = usual; }, 2000);
};

for (const button of document.querySelectorAll('.copy')) {
  button.hidden = false;
  button.addEventListener('click', () => copy(button));
}

// A phone that is held upright gets the cut that is laid out for it, where there is one.
const isUpright = matchMedia('(max-aspect-ratio: 3/4) and (max-width: 600px)').matches;
for (const other of document.querySelectorAll('template.upright')) {
  if (isUpright) other.previousElementSibling.replaceWith(other.content);
  other.remove();
}

// Paper shows what is closed, and leaves the page as it was.
const printed = [...document.querySelectorAll('details')];
let closed = [];
addEventListener('beforeprint', () => {
  closed = printed.filter((one) => !one.open);
  for (const one of closed) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of closed) one.open = false;
});

const load = [...document.querySelectorAll('.player')].map(makePlayer);
(async () => {
  for (const one of load) {
    // A browser that cannot inflate still plays the films.
    await one().catch(() => {});
  }
})();
