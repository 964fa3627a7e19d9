import type { CallSite } from '../../../../analysis/index.ts';

/** Statement of a client that commits each statement separately unless a transaction is open. */
export interface AutocommittedWrite {
  readonly site: CallSite;
  readonly verb: 'create' | 'update' | 'delete';
  /** Model named in the call: Prisma `user`, repository or table `users`, Django `User`. */
  readonly model: string;
  readonly library: 'prisma' | 'typeorm' | 'drizzle' | 'django';
  /** Row that stores itself: `order` of `order.save()`. */
  readonly name?: string;
  /** Row whose manager writes: `order` of `order.tags.add(tag)`. */
  readonly row?: string;
}
