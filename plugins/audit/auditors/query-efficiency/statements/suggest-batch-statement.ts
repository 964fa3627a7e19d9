import type { WriteStatement } from './write-statement.ts';

/** Formats one statement for many in the code's library, selecting by the column used so far. */
export function formatBatchStatement(
  { verb, dialect, model, related }: WriteStatement,
  over: string,
  asked: string | null = null,
): string {
  if (related !== undefined) return related.atOnce;
  const id = asked ?? 'id';
  const of = model ?? 'Model';
  const ids = 'ids';
  switch (dialect) {
    case 'sqlalchemy':
    case 'repository':
      return `session.execute(${verb === 'delete' ? 'delete' : 'update'}(${of}).where(${of}.${id}.in_(${ids})))`;
    case 'django':
      return verb === 'delete'
        ? `${of}.objects.filter(${asked ?? 'pk'}__in=${ids}).delete()`
        : `${of}.objects.filter(${asked ?? 'pk'}__in=${ids}).update(…), or ${of}.objects.bulk_update(${over}, fields) if the values differ`;
    case 'sql':
      return verb === 'delete'
        ? `DELETE FROM ${of} WHERE ${id} IN (…)`
        : `UPDATE ${of} … WHERE ${id} IN (…), joined with a list of VALUES if the values differ`;
    case 'prisma':
      return verb === 'delete'
        ? `prisma.${of}.deleteMany({ where: { ${id}: { in: ${ids} } } })`
        : `prisma.${of}.updateMany({ where: { ${id}: { in: ${ids} } }, data }), or one UPDATE … FROM (VALUES …) where the values differ`;
    case 'typeorm':
      return verb === 'delete'
        ? `delete({ ${id}: In(${ids}) })`
        : `update({ ${id}: In(${ids}) }, values), or save(${over}) with the whole list`;
    case 'mikroorm':
      return verb === 'delete'
        ? `em.nativeDelete(${of}, { ${id}: { $in: ${ids} } })`
        : `em.nativeUpdate(${of}, { ${id}: { $in: ${ids} } }, values), or one em.flush() after the loop`;
    case 'mongoose':
      return verb === 'delete'
        ? `${of}.deleteMany({ ${asked ?? '_id'}: { $in: ${ids} } })`
        : `${of}.updateMany({ ${asked ?? '_id'}: { $in: ${ids} } }, values), or ${of}.bulkWrite(…) if the values differ`;
    case 'sequelize':
      return verb === 'delete'
        ? `${of}.destroy({ where: { ${id}: ${ids} } })`
        : `${of}.update(values, { where: { ${id}: ${ids} } }), or ${of}.bulkCreate(rows, { updateOnDuplicate }) if the values differ`;
    case 'knex':
      return `knex('${of}').whereIn('${id}', ${ids}).${verb === 'delete' ? 'del()' : 'update(values)'}`;
    case 'drizzle':
      return verb === 'delete'
        ? `db.delete(${of}).where(inArray(${of}.${id}, ${ids}))`
        : `db.update(${of}).set(values).where(inArray(${of}.${id}, ${ids}))`;
    case 'kysely':
      return verb === 'delete'
        ? `db.deleteFrom('${of}').where('${id}', 'in', ${ids})`
        : `db.updateTable('${of}').set(values).where('${id}', 'in', ${ids})`;
  }
}

/** Formats one statement that inserts all rows. */
export function formatBatchInsert(
  { dialect, model, by, verb, related }: WriteStatement,
  over: string,
): string {
  if (related !== undefined) return related.atOnce;
  const of = model ?? 'Model';
  switch (dialect) {
    case 'sqlalchemy':
      if (verb === 'delete') return 'session.execute(delete(Model).where(Model.id.in_(ids)))';
      return by === 'session'
        ? 'session.add_all(items), session.execute(insert(Model).values(rows)) or session.bulk_save_objects(items)'
        : `session.execute(insert(${of}).values(rows)) with all rows, session.add_all(items) or session.bulk_save_objects(items)`;
    case 'repository':
      return 'a method that takes the whole list and calls session.add_all(items) or insert(Model).values(rows)';
    case 'django':
      return `${of}.objects.bulk_create(items)`;
    case 'sql':
      return `INSERT INTO ${of} … VALUES (…), (…), or executemany where the driver supports it`;
    case 'prisma':
      return `prisma.${of}.createMany({ data: rows })`;
    case 'typeorm':
      return `insert(${over}) with the whole list`;
    case 'mikroorm':
      return verb === 'delete'
        ? 'em.remove(…) in the loop and one em.flush() after it'
        : 'em.persist(…) in the loop and one em.flush() after it';
    case 'mongoose':
      return `${of}.insertMany(rows)`;
    case 'sequelize':
      return `${of}.bulkCreate(rows)`;
    case 'knex':
      return `knex.batchInsert('${of}', rows)`;
    case 'drizzle':
      return `db.insert(${of}).values(rows)`;
    case 'kysely':
      return `db.insertInto('${of}').values(rows)`;
  }
}
