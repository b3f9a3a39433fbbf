'use strict';
const root = document.documentElement;
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const fold = (text) => text.normalize('NFKC').toLowerCase();

/** Makes the columns of a table sortable: by what a cell shows, or by the number it gives to sort by. */
function sortable(table) {
  const body = table.tBodies[0];
  const heads = all('th', table.tHead);
  const value = (line, column) => line.cells[column].dataset.sort ?? line.cells[column].textContent.trim();
  const order = new Intl.Collator('zh-CN', { numeric: true });
  const compare = (a, b) => (a === '' || b === '' || isNaN(a) || isNaN(b) ? order.compare(a, b) : a - b);
  heads.forEach((head, column) => {
    if (head.classList.contains('wide')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.textContent = '';
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const lines = Array.from(body.rows).sort((a, b) => compare(value(a, column), value(b, column)));
      body.append(...(down ? lines.reverse() : lines));
    });
  });
}
