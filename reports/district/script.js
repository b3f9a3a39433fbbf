(function () {
  const narrow = () => window.matchMedia('(max-width: 860px)').matches;

  /** The map of units and rules, made of the signs that the page shows without a script: one column for each rule. */
  class Matrix {
    constructor(section) {
      this.section = section;
      this.frame = section.querySelector('.frame');
      this.table = section.querySelector('.map');
      this.filters = section.querySelector('.filters');
      this.now = section.querySelector('.now');
      this.tones = {};
      for (const item of all('.legend .sign[class*=t-]', section)) {
        const tone = item.className.match(/t-([\w-]+)/)[1];
        this.tones[item.textContent] = { tone, name: item.parentElement.textContent.slice(1) };
      }
      this.readGroups();
      this.readLines();
      this.shut = new Set();
      this.prepareFrame();
      this.prepareFilters();
      this.draw();
    }

    // What the page shows -------------------------------------------------------------------------------------------

    readGroups() {
      this.groups = all('thead [data-group]', this.table).map((head) => {
        const id = head.dataset.group;
        const rules = all(`.rules ol[data-group="${CSS.escape(id)}"] li`, this.section).map((item) => {
          const binding = {};
          for (const part of item.dataset.binding.split(' ')) {
            const [severity, level] = part.split(':');
            binding[level] = severity;
          }
          const link = item.querySelector('a');
          return { place: Number(item.dataset.place), title: item.textContent, binding, gap: link && link.hash };
        });
        return { id, title: head.dataset.title, rules };
      });
      this.severities = Object.fromEntries(all('[name=severity]', this.filters)
        .map((box) => [box.value, box.parentElement.textContent.trim()]));
    }

    readLines() {
      this.lines = all('tbody tr', this.table).map((row) => {
        const signs = [];
        const cells = all('td.signs', row);
        this.groups.forEach((group, at) => {
          Array.from(cells[at].textContent).forEach((sign, nth) => { signs[group.rules[nth].place] = sign; });
        });
        for (const cell of cells) cell.remove();
        const link = row.querySelector('th a');
        link.tabIndex = -1;
        const doubts = new Set(row.dataset.doubts.split(' ').filter(Boolean).map(Number));
        return { row, signs, doubts, href: link.getAttribute('href'), name: link.textContent,
          level: row.dataset.level, band: row.dataset.band, folded: fold(link.textContent), filled: false };
      });
      this.byRow = new Map(this.lines.map((line) => [line.row, line]));
    }

    // Filters -------------------------------------------------------------------------------------------------------

    prepareFilters() {
      const find = (selector) => this.filters.querySelector(selector);
      this.filters.hidden = false;
      this.now.hidden = false;
      this.search = find('.words');
      this.level = find('.level');
      this.band = find('.band-of');
      this.group = find('.group');
      this.reset = find('.reset');
      this.boxes = all('input[type=checkbox]', this.filters);
      this.preset = find('[name=preset]');
      this.folder = find('.fold');
      this.filters.addEventListener('input', (event) => {
        if (event.target === this.preset) this.choose(this.preset.checked);
        this.draw();
        this.frame.scrollTop = 0;
      });
      this.reset.addEventListener('click', () => { this.clear(); this.search.focus(); });
      this.folder.addEventListener('click', () => {
        const shut = this.shut.size < this.groups.length;
        this.shut = new Set(shut ? this.groups.map((group) => group.id) : []);
        this.draw();
      });
    }

    /** Ticks what makes up the preset: duties without a statement. */
    choose(on) {
      const wanted = new Set(['absent', 'mentioned', 'must']);
      for (const box of this.boxes) if (box !== this.preset) box.checked = on && wanted.has(box.value);
    }

    clear() {
      for (const box of this.boxes) box.checked = false;
      for (const field of [this.search, this.level, this.band, this.group]) field.value = '';
      this.draw();
    }

    picked(name) {
      const values = this.boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);
      return values.length ? new Set(values) : null;
    }

    // Drawing -------------------------------------------------------------------------------------------------------

    /** Works out which rows, columns and cells fit the filters; only rows in sight are filled. */
    draw() {
      const tones = this.picked('tone');
      const severities = this.picked('severity');
      const doubt = Boolean(this.picked('doubt'));
      const words = fold(this.search.value).split(/\s+/).filter(Boolean);
      const cells = Boolean(tones || severities || doubt);
      const groups = this.groups.filter((group) => !this.group.value || group.id === this.group.value);
      this.fits = (line, rule) => (!tones || tones.has(this.tones[line.signs[rule.place]].tone))
        && (!severities || severities.has(rule.binding[line.level]))
        && (!doubt || line.doubts.has(rule.place));
      const rules = groups.flatMap((group) => group.rules);
      const used = new Set();
      let count = 0;
      const shown = [];
      for (const line of this.lines) {
        const kept = (!this.level.value || line.level === this.level.value)
          && (!this.band.value || line.band === this.band.value)
          && words.every((word) => line.folded.includes(word));
        let fitting = 0;
        if (kept) {
          for (const rule of rules) if (this.fits(line, rule)) { used.add(rule.place); fitting += 1; }
        }
        line.row.hidden = !kept || (cells && !fitting);
        if (!line.row.hidden) { shown.push(line); count += fitting; }
      }
      this.shown = shown;
      this.columns = [];
      for (const group of groups) {
        const kept = group.rules.filter((rule) => !cells || used.has(rule.place));
        if (!kept.length) continue;
        if (this.shut.has(group.id)) this.columns.push({ group, rules: kept, shut: true, last: true });
        else kept.forEach((rule, at) => this.columns.push({ group, rule, rules: kept, last: at === kept.length - 1 }));
      }
      this.head();
      this.watch.disconnect();
      for (const line of this.lines) this.empty(line);
      for (const line of shown) this.watch.observe(line.row);
      const filtered = cells || words.length || this.level.value || this.band.value || this.group.value;
      this.reset.disabled = !filtered;
      this.preset.checked = this.preset.checked && cells;
      this.folder.textContent = this.shut.size < this.groups.length ? '收起各组' : '展开各组';
      const nothing = !shown.length || !this.columns.length;
      this.section.querySelector('.nothing').hidden = !nothing;
      this.frame.hidden = nothing;
      this.section.querySelector('.shown').textContent = filtered
        ? `已筛选：${shown.length} 个单位，${used.size} 条，符合的格子 ${count} 个` : '';
      this.now.textContent = '';
      this.here = null;
    }

    /** The three rows above the cells: groups to open and shut, rules, and how many of the units shown lack each. */
    head() {
      const make = (name, kind, text) => {
        const element = document.createElement(name);
        if (kind) element.className = kind;
        if (text !== undefined) element.textContent = text;
        return element;
      };
      const corner = (text, kind) => {
        const cell = make('th', kind, text);
        cell.scope = 'col';
        cell.rowSpan = 2;
        return cell;
      };
      const bunches = make('tr');
      const heads = make('tr', 'heads');
      const shares = make('tr', 'share');
      bunches.append(corner('单位', 'unit'), corner('得分', 'points'));
      shares.append(make('th', 'unit', '缺的单位占百分之几'), make('td', 'points'));
      for (const column of this.columns) {
        if (column.shut || column.rule === column.rules[0]) {
          const cell = make('th', 'bunch');
          cell.colSpan = column.shut ? 1 : column.rules.length;
          cell.scope = 'colgroup';
          const button = make('button', '', column.group.title);
          button.type = 'button';
          button.title = `${column.group.title}：${column.shut ? '展开' : '收起'}`;
          button.setAttribute('aria-expanded', String(!column.shut));
          button.dataset.group = column.group.id;
          cell.append(button);
          bunches.append(cell);
        }
        const head = make('th', `rule${column.shut ? ' shut' : ''}${column.last ? ' end' : ''}`);
        head.scope = 'col';
        const title = column.shut ? `${column.rules.length} 条` : column.rule.title;
        const name = make(column.rule && column.rule.gap ? 'a' : 'span', 'name', title);
        if (column.rule && column.rule.gap) { name.href = column.rule.gap; name.title = `${title}：看缺的单位、依据和补写建议`; }
        head.append(name);
        heads.append(head);
        column.head = head;
        const [missing, bound] = this.sum(this.shown, column);
        const percent = bound ? Math.round(100 * missing / bound) : 0;
        const share = make('td', (bound && percent >= 50 ? 'most ' : '') + (column.last ? 'end' : ''), bound ? String(percent) : '·');
        shares.append(share);
      }
      this.table.tHead.replaceChildren(bunches, heads, shares);
      this.measure();
      const [unit, points] = bunches.cells;
      this.frame.style.setProperty('--unit', `${unit.offsetWidth}px`);
      this.frame.style.setProperty('--names', `${unit.offsetWidth + (narrow() ? 4 : points.offsetWidth + 4)}px`);
      this.frame.style.setProperty('--heads', `${bunches.offsetHeight + heads.offsetHeight}px`);
      this.frame.style.setProperty('--top', `${this.table.tHead.offsetHeight + 4}px`);
    }

    /** Gives every column its width, so that a row put in later moves nothing; a group is as wide as its name. */
    measure() {
      const columns = document.createElement('colgroup');
      let sum = 0;
      const add = (width) => {
        const column = document.createElement('col');
        column.style.setProperty('--wide', `${width}px`);
        columns.append(column);
        sum += width;
      };
      add(Math.min(14 * 12.5, document.documentElement.clientWidth / 3));
      add(52);
      for (const column of this.columns) {
        const name = 12.5 * column.group.title.length + 26;
        add(column.shut ? Math.max(46, name) : Math.max(21, name / column.rules.length));
      }
      for (const old of all('colgroup', this.table)) old.remove();
      this.table.prepend(columns);
      this.table.style.setProperty('--wide', `${sum}px`);
      this.table.classList.add('open');
    }

    /** Gaps and bound cells of some lines in a column. */
    sum(lines, column) {
      let missing = 0;
      let bound = 0;
      for (const line of lines) {
        for (const rule of column.rule ? [column.rule] : column.rules) {
          const tone = this.tones[line.signs[rule.place]].tone;
          if (tone.startsWith('not-')) continue;
          bound += 1;
          if (tone === 'absent' || tone === 'mentioned') missing += 1;
        }
      }
      return [missing, bound];
    }

    empty(line) {
      const blank = document.createElement('td');
      blank.colSpan = Math.max(1, this.columns.length);
      line.row.replaceChildren(line.row.cells[0], line.row.cells[1], blank);
      line.filled = false;
    }

    /** Puts in the cells of a line: links on the screen, bare signs on paper. */
    fill(line, kindOf = 'a') {
      if (line.filled) return;
      line.filled = true;
      line.row.lastChild.remove();
      line.row.append(...this.columns.map((column) => {
        const cell = document.createElement('td');
        const mark = document.createElement(kindOf);
        const place = column.shut ? null : column.rule.place;
        if (column.shut) {
          const [missing, bound] = this.sum([line], column);
          cell.className = `cell shut${missing ? ' some' : ''}${missing && 2 * missing >= bound ? ' most' : ''}`;
          mark.textContent = bound ? `${missing}/${bound}` : '·';
        } else {
          cell.className = `cell t-${this.tones[line.signs[place]].tone}`;
          cell.classList.toggle('look', line.doubts.has(place));
          cell.classList.toggle('out', !this.fits(line, column.rule));
          mark.textContent = line.signs[place];
        }
        cell.classList.toggle('end', column.last);
        if (kindOf === 'a') {
          mark.tabIndex = -1;
          mark.href = column.shut ? line.href : `${line.href}#r1-f${place + 1}`;
          mark.setAttribute('aria-label', this.said(line, column));
        }
        cell.append(mark);
        return cell;
      }));
    }

    said(line, column) {
      if (column.shut) {
        const [missing, bound] = this.sum([line], column);
        return `${line.name}，${column.group.title}：缺 ${missing} 条，约束 ${bound} 条`;
      }
      const { place, title, binding } = column.rule;
      const severity = this.severities[binding[line.level]];
      const look = line.doubts.has(place) ? '，建议看一眼' : '';
      return `${line.name}，${title}：${this.tones[line.signs[place]].name}${severity ? `（${severity}）` : ''}${look}`;
    }

    // Moving about --------------------------------------------------------------------------------------------------

    prepareFrame() {
      this.table.setAttribute('role', 'grid');
      this.watch = new IntersectionObserver((found) => {
        for (const { target, isIntersecting } of found) {
          const line = this.byRow.get(target);
          if (isIntersecting) this.fill(line);
          else if (line.filled && !target.contains(document.activeElement)) this.empty(line);
        }
      }, { root: this.frame, rootMargin: '300px 0px' });
      this.table.addEventListener('mouseover', (event) => this.point(event.target));
      this.table.addEventListener('focusin', (event) => this.point(event.target));
      this.table.tHead.addEventListener('click', (event) => {
        const button = event.target.closest('button');
        if (!button) return;
        const id = button.dataset.group;
        if (!this.shut.delete(id)) this.shut.add(id);
        this.draw();
        all('.bunch button', this.table).find((one) => one.dataset.group === id).focus({ preventScroll: true });
      });
      this.frame.addEventListener('keydown', (event) => this.key(event));
      window.addEventListener('beforeprint', () => {
        for (const line of this.shown) { this.empty(line); this.fill(line, 'span'); }
      });
      window.addEventListener('afterprint', () => this.draw());
    }

    /** Says of a cell what it stands for, and marks its column. */
    point(target) {
      const cell = target.closest('td.cell');
      if (!cell) return;
      const column = this.columns[cell.cellIndex - 2];
      if (this.here) this.here.classList.remove('is-here');
      this.here = column.head;
      this.here.classList.add('is-here');
      this.now.textContent = cell.firstChild.getAttribute('aria-label');
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('thead')) return;
      const cell = event.target.closest('td.cell, tbody th');
      const at = cell ? this.shown.indexOf(this.byRow.get(cell.parentElement)) : 0;
      const place = cell && cell.cellIndex ? cell.cellIndex - 2 : -1;
      const page = Math.max(1, Math.floor(this.frame.clientHeight / 22) - 10);
      const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
        PageDown: [page, 0], PageUp: [-page, 0], Home: [0, -this.columns.length], End: [0, this.columns.length] };
      if (!steps[event.key]) return;
      event.preventDefault();
      const [down, right] = cell ? steps[event.key] : [0, 1];
      this.focus(at + down, place + right);
    }

    /** Puts the focus on a cell, or on the name of the unit left of the first one. */
    focus(at, place) {
      const line = this.shown[Math.max(0, Math.min(at, this.shown.length - 1))];
      this.fill(line);
      const column = Math.max(-1, Math.min(place, this.columns.length - 1));
      line.row.cells[column < 0 ? 0 : column + 2].firstChild.focus();
    }
  }

  /** Links the names under a gap to the finding on the page of the unit, once they are looked at. */
  function prepareNames(lines) {
    const pages = new Map();
    for (const line of lines) pages.set(line.name, pages.has(line.name) ? null : line.href);
    document.addEventListener('toggle', (event) => {
      const { target } = event;
      if (!target.open || !target.matches('.gap, .flaw')) return;
      const anchor = target.dataset.place ? `#r1-f${Number(target.dataset.place) + 1}` : '';
      for (const name of all('.who i', target)) {
        const page = pages.get(name.textContent);
        if (!page) continue;
        const link = document.createElement('a');
        link.href = page + anchor;
        link.textContent = name.textContent;
        name.replaceWith(link);
      }
    }, true);
  }

  /** Opens what the address asks for, wherever it is folded away. */
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let one = target; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
    target.scrollIntoView();
  }

  root.classList.add('js');
  all('.reports').forEach(sortable);
  const section = document.getElementById('map');
  const map = section.querySelector('.map') ? new Matrix(section) : null;
  prepareNames(map ? map.lines : []);
  document.addEventListener('keydown', (event) => {
    if (!map || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches('input[type=search], select');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      map.search.focus();
    } else if (event.key === 'Escape' && map.filters.contains(event.target)) {
      map.clear();
    }
  });
  window.addEventListener('hashchange', reveal);
  reveal();
}());
