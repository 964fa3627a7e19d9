import type { CallSite } from '../../../../analysis/index.ts';

/** A statement of a client that commits each by itself where no transaction is opened. */
export interface AutocommittedWrite {
  readonly site: CallSite;
  readonly verb: 'create' | 'update' | 'delete';
  /**
   * Name of the model in the call: `user` of Prisma, `users` of a repository or a table, `User` of
   * Django.
   */
  readonly model: string;
  readonly library: 'prisma' | 'typeorm' | 'drizzle' | 'django';
  /** The row that stores itself by it: `order` of `order.save()`. */
  readonly name?: string;
  /** The row whose manager writes it: `order` of `order.tags.add(tag)`. */
  readonly row?: string;
}
