// The charts of a page, drawn by d3 3.x from the JSON beside them. Every chart has its table in the page as well.
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('charts').textContent);
  var score = d3.format('+.5f');
  var count = d3.format(',d');

  function timeText(s) {
    if (s < 90) return d3.format('.0f')(s) + ' s';
    return s < 5400 ? d3.format('.1f')(s / 60) + ' min' : d3.format('.1f')(s / 3600) + ' h';
  }

  // An svg as wide as its place, which prints at any width.
  function canvas(place, height, label) {
    var width = Math.max(280, place.node().clientWidth);
    place.select('svg').remove();
    var svg = place.append('svg').attr('viewBox', '0 0 ' + width + ' ' + height)
      .attr('role', 'img').attr('aria-label', label);
    svg.append('title').text(label);
    return { svg: svg, width: width, height: height };
  }

  function axes(c, x, y, margin, xTicks, xFormat, yFormat) {
    var ticks = Math.max(3, Math.min(10, Math.floor((c.width - margin.left - margin.right) / 80)));
    c.svg.append('g').attr('class', 'axis')
      .attr('transform', 'translate(0,' + (c.height - margin.bottom) + ')')
      .call(d3.svg.axis().scale(x).orient('bottom').ticks(Math.min(ticks, xTicks)).tickFormat(xFormat).outerTickSize(0));
    var left = c.svg.append('g').attr('class', 'axis grid').attr('transform', 'translate(' + margin.left + ',0)');
    left.call(d3.svg.axis().scale(y).orient('left').ticks(6).tickFormat(yFormat)
      .innerTickSize(-(c.width - margin.left - margin.right)).outerTickSize(0));
  }

  // Moves labels apart that would lie on each other; keeps their order.
  function spread(labels, gap, low, high) {
    labels.sort(function (a, b) { return a.y - b.y; });
    labels.forEach(function (l, i) { l.at = Math.max(l.y, low, i ? labels[i - 1].at + gap : low); });
    for (var i = labels.length - 1, limit = high; i >= 0; --i) {
      labels[i].at = Math.min(labels[i].at, limit);
      limit = labels[i].at - gap;
    }
  }

  // What all scores of a chart have in common: levels that others reach, and a scale that leaves the interesting part
  // readable. A level far outside is named at the edge instead.
  function scoreDomain(inside, levels) {
    var low = d3.min(inside), high = d3.max(inside);
    if (!(high > low)) { low -= 0.01; high += 0.01; }
    var reach = high - low;
    levels.forEach(function (l) {
      if (l.score > high && l.score <= high + reach) high = Math.max(high, l.score);
      if (l.score < low && l.score >= low - reach / 2) low = Math.min(low, l.score);
    });
    var pad = (high - low) * 0.04;
    return [low - pad, high + pad];
  }

  function levelText(l) { return l.name + ' ' + d3.format('+.3f')(l.score); }

  // Room that levels need beside a plot; none where it is narrow: there they are named in it.
  function levelMargin(levels, width) {
    var longest = d3.max(levels, function (l) { return levelText(l).length; }) || 0;
    return width > 560 ? Math.min(24 + 6.8 * longest, width * 0.4) : 12;
  }

  function drawLevels(c, levels, x, y, margin) {
    var inside = margin.right < 20;
    var domain = y.domain(), right = c.width - margin.right;
    var labels = levels.map(function (l) {
      var above = l.score > domain[1], below = l.score < domain[0];
      return {
        text: levelText(l), bound: l.bound, outside: above || below,
        y: above ? y.range()[1] : below ? y.range()[0] : y(l.score), arrow: above ? ' \u2191' : below ? ' \u2193' : ''
      };
    });
    labels.forEach(function (l) {
      if (!l.outside)
        c.svg.append('line').attr('class', 'level' + (l.bound ? ' bound' : '')).attr('x1', margin.left).attr('x2', right)
          .attr('y1', l.y).attr('y2', l.y);
    });
    spread(labels, 13, margin.top + 4, c.height - margin.bottom);
    labels.forEach(function (l) {
      c.svg.append('text').attr('class', (l.bound ? 'bound' : '') + (inside ? ' inside' : ''))
        .attr('x', inside ? right - 2 : right + 6).attr('y', inside ? l.at - 2 : l.at + 4)
        .attr('text-anchor', inside ? 'end' : 'start').text(l.text + l.arrow);
    });
  }

  function legend(place, entries) {
    var box = place.append('div').attr('class', 'legend');
    entries.forEach(function (e) {
      var item = box.append('span');
      item.append('i').attr('class', e.kind || '').style(e.kind === 'box' ? 'background' : 'border-color', e.colour);
      item.append('span').text(e.name);
    });
    return box;
  }

  function progressChart(place, p) {
    var byTime = false;
    var box = legend(place, [
      { name: 'best so far', colour: 'var(--accent)' },
      { name: 'median', colour: 'var(--median)' },
      { name: 'middle half', colour: 'var(--band)', kind: 'box' },
      { name: 'seed, baselines', colour: 'var(--dim)', kind: 'dash' }]);
    var buttons = [['over candidates', false], ['over time', true]].map(function (b) {
      var button = box.append('button').attr('type', 'button').text(b[0]);
      button.on('click', function () { byTime = b[1]; draw(); });
      return [button, b[1]];
    });
    var plot = place.append('div');
    var reading = place.append('div').attr('class', 'reading');

    function draw() {
      buttons.forEach(function (b) { b[0].attr('aria-pressed', String(b[1] === byTime)); });
      var wide = place.node().clientWidth > 560;
      var margin = { top: 14, right: levelMargin(p.lines, place.node().clientWidth), bottom: 36, left: 52 };
      var c = canvas(plot, wide ? 340 : 300, 'Best and median score ' + (byTime ? 'over time' : 'over candidates'));
      var last = p.spans[p.spans.length - 1];
      var x = d3.scale.linear().domain([0, byTime ? p.lanes_s : last[1] + 1]).range([margin.left, c.width - margin.right]);
      var endOf = function (s) { return byTime ? s[2] : s[1] + 1; };
      var medians = p.spans.filter(function (s) { return s[4] !== null; });
      var bests = p.best.map(function (b) { return b[2]; });
      var top = bests.length ? bests[bests.length - 1] : d3.max(medians, function (s) { return s[4]; });
      var first = bests.length ? bests[0] : d3.min(medians, function (s) { return s[4]; });
      var reach = Math.max(top - first, 1e-3);
      var mids = medians.map(function (s) { return s[4]; }).filter(function (m) { return m >= first - reach; });
      var domain = scoreDomain(bests.concat(mids).concat([first, top]), p.lines);
      var y = d3.scale.linear().domain(domain).range([c.height - margin.bottom, margin.top]);
      axes(c, x, y, margin, 10, byTime ? timeText : count, d3.format('+.3f'));
      c.svg.append('text').attr('x', (margin.left + c.width - margin.right) / 2).attr('y', c.height - 4)
        .attr('text-anchor', 'middle').text(byTime ? 'time of lanes' : 'candidates');
      var clip = c.svg.append('clipPath').attr('id', 'plot-area').append('rect').attr('x', margin.left).attr('y', margin.top)
        .attr('width', c.width - margin.left - margin.right).attr('height', c.height - margin.top - margin.bottom);
      var area = c.svg.append('g').attr('clip-path', 'url(#plot-area)');
      area.append('path').attr('class', 'band').attr('d', d3.svg.area().x(function (s) { return x(endOf(s)); })
        .y0(function (s) { return y(s[3]); }).y1(function (s) { return y(s[5]); })(medians) || '');
      area.append('path').attr('class', 'median').attr('d', d3.svg.line().x(function (s) { return x(endOf(s)); })
        .y(function (s) { return y(s[4]); })(medians) || '');
      var steps = p.best.map(function (b) { return [byTime ? b[1] : b[0] + 1, b[2]]; });
      if (steps.length) steps.push([x.domain()[1], top]);
      area.append('path').attr('class', 'best').attr('d', d3.svg.line().interpolate('step-after')
        .x(function (s) { return x(s[0]); }).y(function (s) { return y(s[1]); })(steps) || '');
      drawLevels(c, p.lines, x, y, margin);
      var rule = c.svg.append('line').attr('class', 'rule').attr('y1', margin.top).attr('y2', c.height - margin.bottom)
        .style('display', 'none');
      c.svg.on('mousemove', function () {
        var at = x.invert(d3.mouse(this)[0]);
        var i = Math.min(p.spans.length - 1, d3.bisector(endOf).left(p.spans, at));
        var s = p.spans[i];
        if (!s || at < 0) return;
        rule.style('display', null).attr('x1', x(endOf(s))).attr('x2', x(endOf(s)));
        reading.text('candidates ' + count(s[0]) + ' to ' + count(s[1]) + ' (' + timeText(s[2]) + '): best ' +
          (s[6] === null ? '-' : score(s[6])) + ', median ' + (s[4] === null ? '-' : score(s[4])));
      });
    }
    return draw;
  }

  function familyChart(place, f) {
    var byNumber = {};
    f.members.forEach(function (m) { byNumber[m[0]] = m; });
    var ends = {};  // the last member of each row
    f.members.forEach(function (m) { ends[m[5]] = m; });
    legend(place, [{ name: 'path from the seed', colour: 'var(--accent)' }, { name: 'other elites; filled: in the archive', colour: 'var(--dim)' }]);
    var plot = place.append('div');
    return function draw() {
      var wide = place.node().clientWidth > 560;
      var margin = { top: 14, right: wide ? 120 : 84, bottom: 36, left: 14 };
      var step = 14;
      var c = canvas(plot, margin.top + margin.bottom + step * Math.max(1, f.rows), 'Lineage tree of the elites');
      var x = d3.scale.linear().domain([0, Math.max(1, f.last)]).range([margin.left, c.width - margin.right]);
      var y = function (row) { return margin.top + step * row; };
      c.svg.append('g').attr('class', 'axis').attr('transform', 'translate(0,' + (c.height - margin.bottom) + ')')
        .call(d3.svg.axis().scale(x).orient('bottom').ticks(wide ? 8 : 4).tickFormat(count).outerTickSize(0));
      c.svg.append('text').attr('x', (margin.left + c.width - margin.right) / 2).attr('y', c.height - 4)
        .attr('text-anchor', 'middle').text('candidate');
      f.members.forEach(function (m) {
        var parent = byNumber[m[1]];
        if (!parent) return;
        var x0 = x(parent[0]), y0 = y(parent[5]), x1 = x(m[0]), y1 = y(m[5]);
        var bend = Math.min(x0 + 6, x1);
        c.svg.append('path').attr('class', 'edge' + (m[4] && parent[4] ? ' path' : ''))
          .attr('d', y0 === y1 ? 'M' + x0 + ',' + y0 + 'H' + x1
            : 'M' + x0 + ',' + y0 + 'C' + bend + ',' + y0 + ' ' + x0 + ',' + y1 + ' ' + bend + ',' + y1 + 'H' + x1);
      });
      f.members.slice().sort(function (a, b) { return a[4] - b[4]; }).forEach(function (m) {
        c.svg.append('circle').attr('class', 'node' + (m[3] ? ' elite' : '') + (m[4] ? ' path' : ''))
          .attr('cx', x(m[0])).attr('cy', y(m[5])).attr('r', m[3] || m[4] ? 3 : 2)
          .append('title').text('#' + m[0] + (m[2] === null ? '' : ' ' + score(m[2])));
      });
      Object.keys(ends).forEach(function (row) {
        var m = ends[row];
        c.svg.append('text').attr('class', m[4] ? 'strong' : '').attr('x', x(m[0]) + 7).attr('y', y(m[5]) + 4)
          .text('#' + m[0] + (m[2] === null ? '' : ' ' + d3.format('+.4f')(m[2])));
      });
    };
  }

  var groupColours = ['var(--accent)', 'var(--median)', 'var(--bound)', 'var(--down)', 'var(--dim)'];
  function colourOf(group) { return groupColours[group % groupColours.length]; }

  function curvesChart(place, p) {
    legend(place, p.groups.map(function (g, i) { return { name: g.name, colour: colourOf(i) }; }));
    var plot = place.append('div');
    return function draw() {
      var wide = place.node().clientWidth > 560;
      var levels = p.target === null ? [] : [{ name: 'target', score: p.target }];
      var margin = { top: 14, right: levelMargin(levels, place.node().clientWidth), bottom: 36, left: 52 };
      var c = canvas(plot, wide ? 380 : 300, 'Best score so far of each campaign');
      var all = [];
      p.runs.forEach(function (r) { r.best.forEach(function (b) { all.push(b[1]); }); });
      if (!all.length) all = [0];
      var x = d3.scale.linear().domain([0, d3.max(p.runs, function (r) { return r.candidates; })])
        .range([margin.left, c.width - margin.right]);
      var y = d3.scale.linear().domain(scoreDomain(all, [])).range([c.height - margin.bottom, margin.top]);
      axes(c, x, y, margin, 10, count, d3.format('+.3f'));
      c.svg.append('text').attr('x', (margin.left + c.width - margin.right) / 2).attr('y', c.height - 4)
        .attr('text-anchor', 'middle').text('candidates');
      p.groups.forEach(function (g, i) {
        c.svg.append('path').style({ fill: colourOf(i), opacity: 0.14 }).attr('d', d3.svg.area()
          .x(function (s) { return x(s[0]); }).y0(function (s) { return y(s[2]); })
          .y1(function (s) { return y(s[3]); })(g.curve) || '');
      });
      p.runs.forEach(function (r) {
        var steps = r.best.concat(r.best.length ? [[r.candidates, r.best[r.best.length - 1][1]]] : []);
        c.svg.append('path').attr('class', 'run').style({ stroke: colourOf(r.group) })
          .attr('d', d3.svg.line().interpolate('step-after').x(function (s) { return x(s[0]); })
            .y(function (s) { return y(s[1]); })(steps) || '').append('title').text(r.name);
      });
      p.groups.forEach(function (g, i) {
        c.svg.append('path').attr('class', 'best').style({ stroke: colourOf(i) }).attr('d', d3.svg.line()
          .interpolate('step-after').x(function (s) { return x(s[0]); }).y(function (s) { return y(s[1]); })(g.curve) || '');
      });
      drawLevels(c, levels, x, y, margin);
    };
  }

  var charts = [['curves', 'curves-chart', curvesChart], ['progress', 'progress-chart', progressChart], ['family', 'family-chart', familyChart]];
  var drawn = [];
  charts.forEach(function (chart) {
    var place = d3.select('#' + chart[1]);
    if (place.empty() || !data[chart[0]]) return;
    drawn.push(chart[2](place, data[chart[0]]));
  });
  var width = 0;
  function drawAll() {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    drawn.forEach(function (draw) { draw(); });
  }
  drawAll();
  window.addEventListener('resize', drawAll);
})();
