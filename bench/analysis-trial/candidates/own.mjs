/** The readers that perf-harness has today: `project/code`, `audit/look` and `hypotheses/syntax`. */
import { createHost } from '../../../harness/host.ts';
import { functionAround } from '../../../plugins/audit/look/function-at.ts';
import { isFunction } from '../../../plugins/audit/look/nodes.ts';
import { valueAt, valuesOf } from '../../../plugins/audit/look/local-value.ts';
import { boundOf } from '../../../plugins/audit/look/loop-bound.ts';
import { packageName } from '../../../plugins/audit/look/names/package-name.ts';
import { pythonLiteral, pythonValue } from '../../../plugins/audit/look/python-literals.ts';
import { readBindings } from '../../../plugins/hypotheses/syntax/bindings.ts';
import { literalText } from '../../../plugins/hypotheses/syntax/literal-text.ts';
import { createShapes } from '../../../plugins/hypotheses/syntax/shapes.ts';
import { openProjectCode } from '../../../project/code/project-code.ts';

const ROWS = /^(?:typeorm|@prisma\/client|mongoose|sequelize|django|sqlalchemy|flask_sqlalchemy|sqlmodel)\b.*\.(?:find\w*|all|filter|exec|query)$/u;
const ITERATES = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$|^(?:sorted|map|filter|max|min)$/u;

export async function open(_version, folder, _subject, language) {
  const code = await openProjectCode(createHost(), folder, { patterns: false });
  const audited = { code };
  const { functions } = code.facts;
  const placeOf = (file, node) => `${file}:${node.range().start.line + 1}`;
  const wrote = (name) => (name === null ? null : `package:${name.replace(/^node:/u, '')}`);
  const functionPlace = (index) => `${functions[index].file}:${functions[index].line}`;

  function nodeAt({ file, line, column, endLine, endColumn }) {
    const root = code.syntaxOf(file);
    let found = root;
    let exact = null;
    for (let at = root; at; ) {
      const inside = at.children().find((one) => { const { start, end } = one.range(); return before(start, line - 1, column - 1) && !before(end, endLine - 1, endColumn - 2 + 0) ; });
      if (inside) found = inside;
      const { start, end } = found.range();
      if (start.line === line - 1 && start.column === column - 1 && end.line === endLine - 1 && end.column === endColumn - 1) exact = found;
      at = inside;
    }
    return exact;
  }
  const before = (place, line, column) => place.line < line || (place.line === line && place.column <= column);
  function around(file, offset) {
    let found = code.firstOf(file);
    for (let at = found; functions[at]?.file === file; at += 1) { const { start, end } = code.rawOf(at); if (start <= offset && offset < end) found = at; }
    return found;
  }
  const offsetOf = (node) => node.range().start.index;
  const callAbove = (node) => [node, ...node.ancestors()].find((one) => /^(?:call|call_expression|new_expression)$/u.test(String(one.kind())));
  function siteOf(file, call) {
    if (!call) return undefined;
    const { start, end } = call.range();
    for (let at = code.firstOf(file); functions[at]?.file === file; at += 1) {
      const site = code.callsOf(at).find(({ raw }) => raw.start === start.index && raw.end === end.index);
      if (site) return site;
    }
    return undefined;
  }
  function reachedBy(file, call) {
    const site = siteOf(file, call);
    if (!site) return null;
    const name = packageName(audited, site);
    if (name !== null) return wrote(name);
    const [target] = site.call.isGuess ? [] : site.call.targets.filter((one) => !site.raw.callbacks.includes(one - code.firstOf(file)));
    return target === undefined ? null : functionPlace(target);
  }
  const sceneOf = (file) => { const source = typeFile(file); const bindings = readBindings(source); return bindings && { bindings, shapes: createShapes(source, bindings) }; };

  const typeFile = (file) => ({ root: code.syntaxOf(file), path: file, text: code.textOf(file), importedFrom: (source) => { const target = code.moduleOf(file, source); return target === null ? null : typeFile(target); } });

  const answers = {
    declaration({ file }, node) {
      const name = node.text();
      const at = around(file, offsetOf(node));
      const scene = language === 'script' ? sceneOf(file) : null;
      const binding = scene?.bindings.of(node);
      if (scene && !binding) return 'global';
      if (binding && binding.kind !== 'import' && !/require\(/u.test(binding.declaration.text())) return placeOf(file, binding.node);
      const imported = code.importsOf(file).find((one) => one.local === name);
      if (imported) {
        const target = code.moduleOf(file, imported.source);
        if (target === null) return wrote(code.nameOf(at, name) ?? imported.source);
        const own = code.classesOf(target).find((one) => one.name === (imported.imported === 'default' ? name : imported.imported));
        const called = functions.findIndex((one) => one.file === target && one.name === (imported.imported === 'default' ? name : imported.imported));
        return own ? `${target}:${own.line}` : called >= 0 ? functionPlace(called) : null;
      }
      const { parameters, line } = code.rawOf(at);
      const [value] = valuesOf(name, functionAround(node), 'python');
      if (value) return `${file}:${value.parent().range().start.line + 1}`;
      const named = functionAround(node).field('parameters')?.findAll({ rule: { kind: 'identifier' } }).find((one) => one.text() === name);
      return named ? placeOf(file, named) : parameters.includes(name) ? `${file}:${line}` : null;
    },
    reach: ({ file }, node) => reachedBy(file, callAbove(node)),
    written({ file }, node) {
      if (language === 'python') return `${valuesOf(node.text(), functionAround(node), 'python').length > 1 ? 'again' : 'once'} local`;
      const binding = sceneOf(file)?.bindings.all.find((one) => one.node.id() === node.id());
      if (!binding) return null;
      const homeOf = (one) => one.ancestors().find(isFunction)?.id();
      const home = homeOf(node);
      return `${binding.writes.length > 0 ? 'again' : 'once'} ${home !== undefined && binding.references.some((one) => homeOf(one) !== home) ? 'captured' : 'local'}`;
    },
    receiver({ file }, node) {
      const shape = language === 'script' ? sceneOf(file)?.shapes.of(node) : null;
      if (shape) return shape.kind;
      const name = code.nameOf(around(file, offsetOf(node)), node.text());
      if (name !== null) return wrote(name);
      const value = language === 'python' ? valueAt(node, node.text(), 'python') : null;
      return value?.kind() === 'list' ? 'array' : value?.kind() === 'string' ? 'string' : node.text() === 'self' ? `class:${code.rawOf(around(file, offsetOf(node))).owner}` : null;
    },
    value({ file }, node) {
      if (language === 'python') { const given = pythonValue(code, file, node); const literal = given && pythonLiteral(given); return literal === undefined || literal === null ? null : JSON.stringify(literal); }
      const value = valueAt(node, node.text(), 'script');
      const text = value && literalText(value);
      return text === null || text === undefined ? null : JSON.stringify(text);
    },
    loop({ file }, node) {
      const { most } = boundOf({ over: node, node, names: [], body: node });
      if (most !== null) return String(most);
      const value = (node.kind() === 'identifier' && valueAt(node, node.text(), language)) || node;
      const call = /await/u.test(String(value.kind())) ? value.namedChildren()[0] : value;
      const name = /call/u.test(String(call.kind())) ? reachedBy(file, call) : null;
      return name !== null && ROWS.test(name.replace('package:', '')) ? 'rows' : 'other';
    },
    awaitable({ file }, node) {
      const site = siteOf(file, callAbove(node));
      const [target] = site && !site.call.isGuess ? site.call.targets : [];
      return target === undefined ? null : functions[target].isAsync ? 'yes' : 'no';
    },
    later({ file }, node) {
      const callee = siteOf(file, callAbove(node))?.call.callee;
      return callee === undefined ? null : ITERATES.test(callee) ? 'now' : 'later';
    },
    callers({ file }, node) {
      const index = functions.findIndex((one, at) => one.file === file && code.rawOf(at).start <= offsetOf(node) && one.name.split('.').at(-1) === node.text() && one.line >= node.range().start.line);
      if (index === -1) return null;
      return [...new Set(code.callersOf(index).filter(({ raw }) => raw.callee.endsWith(node.text())).map((site) => `${functions[site.function].file}:${site.call.line}`))].sort().join(' ') || 'none';
    },
    extends({ file }, node) {
      let at = code.classesOf(file).find((one) => one.name === node.text());
      for (let from = file; at?.extends; ) {
        const base = at.extends;
        const name = code.nameOf(code.firstOf(from), base);
        if (name !== null) return wrote(name);
        const imported = code.importsOf(from).find((one) => one.local === base);
        const target = imported ? code.moduleOf(from, imported.source) : from;
        const next = target === null ? undefined : code.classesOf(target).find((one) => one.name === base);
        if (!next) return imported ? null : `global:${base}`;
        at = next; from = target;
      }
      return at ? 'none' : null;
    },
  };
  return { answer: (question) => { const node = nodeAt(question); return node === null ? null : answers[question.kind](question, node); } };
}
