import { once, type ProjectCode } from '../../../../analysis/index.ts';

/**
 * Names of Flask-SQLAlchemy instances, including project subclasses. Their sessions are removed
 * with the application context, wherever they are imported.
 */
export const listFlaskExtensions = once(findExtensions);

function findExtensions(code: ProjectCode): ReadonlySet<string> {
  const files = code.sources.filter((file) => file.endsWith('.py'));
  const importing = files.filter((file) =>
    code.importsOf(file).some(({ source }) => /^flask_sqlalchemy(?:\.|$)/u.test(source)),
  );
  if (importing.length === 0) return new Set();
  const classes = new Set([
    'SQLAlchemy',
    ...importing.flatMap((file) =>
      (code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? []).flatMap(
        (classNode) =>
          /\bSQLAlchemy\b/u.test(classNode.field('superclasses')?.text() ?? '')
            ? [classNode.field('name')?.text() ?? '']
            : [],
      ),
    ),
  ]);
  return new Set(
    files.flatMap((file) =>
      code
        .variablesOf(file)
        .filter(({ of }) => classes.has(of.split('.').at(-1) ?? ''))
        .map(({ name }) => name),
    ),
  );
}
