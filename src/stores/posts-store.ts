import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { HeldPost } from '../domain/deliveries/hold.ts';
import { foldForSearch } from '../domain/language/fold.ts';
import { readContent } from '../domain/posts/content.ts';
import type { Post, PostState, Revision, Topic } from '../domain/posts/post.ts';
import { escapeRegex } from './people-store.ts';
import { NotFoundError, op, rowOptions, toDomain, within } from './rows.ts';
import type { Tx } from './rows.ts';

/** `searchKey` holds the texts without diacritics. */
type Row = Omit<Post, 'id' | 'content'> & { _id: string; searchKey: string };
type RevisionRow = Revision & { _id: string };

const schema = new Schema<Row>(
  {
    _id: String,
    unitId: String,
    topic: String,
    class: String,
    revision: Number,
    contentJson: String,
    contentSha256: String,
    searchKey: String,
    contributors: [String],
    state: String,
    stateSince: Date,
    submittedBy: String,
    submittedAt: Date,
    returnReason: String,
    corrects: String,
    eventId: String,
    createdBy: String,
    createdAt: Date,
    updatedAt: Date,
  },
  { ...rowOptions, collection: 'posts' },
);

const revisionSchema = new Schema<RevisionRow>(
  {
    _id: String,
    postId: String,
    n: Number,
    contentJson: String,
    contentSha256: String,
    savedBy: String,
    savedAt: Date,
  },
  { ...rowOptions, collection: 'revisions' },
);

export type PostsQuery = {
  unitIds: readonly string[];
  states?: readonly PostState[];
  topic?: Topic;
  unitId?: string;
  /** Posts that the reader may not read. */
  except?: readonly string[];
  /** Words to find; diacritics are optional. */
  search?: string;
  page: number;
  pageSize: number;
};

/** A post is read only inside the units that the caller may see. */
export function createPostsStore(connection: Connection) {
  const model = connection.model<Row>('Post', schema);
  const revisions = connection.model<RevisionRow>('Revision', revisionSchema);
  return {
    async findPost(id: string, unitIds?: readonly string[], tx?: Tx): Promise<Post | null> {
      const scope = unitIds === undefined ? {} : { unitId: op({ $in: [...unitIds] }) };
      const row = await model.findOne({ _id: id, ...scope }, null, within(tx)).lean();
      return row === null ? null : toPost(row);
    },
    async getPost(id: string, tx?: Tx): Promise<Post> {
      const row = await model.findOne({ _id: id }, null, within(tx)).lean();
      if (row === null) throw new NotFoundError('post', id);
      return toPost(row);
    },
    async listPostsById(ids: readonly string[]): Promise<Post[]> {
      return (await model.find({ _id: op({ $in: [...ids] }) }).lean()).map(toPost);
    },
    /** Everything that these events carry, dropped posts too. */
    async listPostsOfEvents(eventIds: readonly string[]): Promise<Post[]> {
      if (eventIds.length === 0) return [];
      const rows = await model
        .find({ eventId: op({ $in: [...eventIds] }) })
        .sort({ createdAt: 1 })
        .lean();
      return rows.map(toPost);
    },
    /** Posts that an event carries: of these units, or with this picture. */
    async listCarriedPosts(
      query: { unitIds: readonly string[] } | { sha256: string },
    ): Promise<Post[]> {
      const among =
        'unitIds' in query
          ? { unitId: op({ $in: [...query.unitIds] }) }
          : { contentJson: op({ $regex: escapeRegex(query.sha256) }) };
      const rows = await model.find({ eventId: op({ $type: 'string' }), ...among }).lean();
      return rows.map(toPost);
    },
    /** What holds ask of posts, without their contents. */
    async listHeldPosts(ids: readonly string[]): Promise<HeldPost[]> {
      const rows = await model
        .find({ _id: op({ $in: [...ids] }) }, { unitId: 1, topic: 1, eventId: 1 })
        .lean();
      return rows.map(toDomain);
    },
    /** Newest first; `total` counts all that match. */
    async listPosts(query: PostsQuery): Promise<{ posts: Post[]; total: number }> {
      const words = foldForSearch(query.search ?? '')
        .split(' ')
        .filter((word) => word !== '');
      const filter = {
        unitId:
          query.unitId !== undefined && query.unitIds.includes(query.unitId)
            ? query.unitId
            : op({ $in: [...query.unitIds] }),
        ...(query.states === undefined ? {} : { state: op({ $in: [...query.states] }) }),
        ...(query.topic === undefined ? {} : { topic: query.topic }),
        ...((query.except ?? []).length === 0
          ? {}
          : { _id: op({ $nin: [...(query.except ?? [])] }) }),
        ...(words.length === 0
          ? {}
          : { $and: words.map((word) => ({ searchKey: op({ $regex: escapeRegex(word) }) })) }),
      };
      const [rows, total] = await Promise.all([
        model
          .find(filter)
          .sort({ updatedAt: -1 })
          .skip((query.page - 1) * query.pageSize)
          .limit(query.pageSize)
          .lean(),
        model.countDocuments(filter),
      ]);
      return { posts: rows.map(toPost), total };
    },
    async countPosts(unitIds: readonly string[], states: readonly PostState[]): Promise<number> {
      return model.countDocuments({
        unitId: op({ $in: [...unitIds] }),
        state: op({ $in: [...states] }),
      });
    },
    /** How many posts came back to somebody who worked on them. */
    async countReturnedTo(personId: string, unitIds: readonly string[]): Promise<number> {
      return model.countDocuments({
        unitId: op({ $in: [...unitIds] }),
        state: 'returned',
        contributors: personId,
      });
    },
    /** The oldest submission first: what waits on an approver. */
    async listSubmitted(unitIds: readonly string[]): Promise<Post[]> {
      const rows = await model
        .find({ unitId: op({ $in: [...unitIds] }), state: 'submitted' })
        .sort({ submittedAt: 1 })
        .lean();
      return rows.map(toPost);
    },
    async insertPost(post: Post, tx: Tx): Promise<void> {
      await model.create([toRow(post)], within(tx));
    },
    /**
     * Writes a post over the state and revision the decision was made on.
     * False when somebody else was quicker: nothing is written then.
     */
    async savePost(
      post: Post,
      expected: { revision: number; state: PostState },
      tx: Tx,
    ): Promise<boolean> {
      const { _id, ...row } = toRow(post);
      const result = await model.updateOne(
        { _id, revision: expected.revision, state: expected.state },
        { $set: row },
        within(tx),
      );
      return result.matchedCount === 1;
    },
    async insertRevision(revision: Revision, tx: Tx): Promise<void> {
      await revisions.create(
        [{ _id: `${revision.postId}:${revision.n}`, ...revision }],
        within(tx),
      );
    },
    async listRevisions(postId: string): Promise<Revision[]> {
      return (await revisions.find({ postId }).sort({ n: 1 }).lean()).map(toRevision);
    },
    async findRevision(postId: string, n: number): Promise<Revision | null> {
      const row = await revisions.findOne({ postId, n }).lean();
      return row === null ? null : toRevision(row);
    },
  };
}

function toPost(row: Row): Post {
  const { _id, searchKey: _key, ...rest } = row;
  return {
    ...rest,
    id: _id,
    contributors: [...row.contributors],
    content: readContent(row.contentJson),
  };
}

function toRow(post: Post): Row {
  const { id, content, ...rest } = post;
  const texts = Object.values(content.versions).flatMap((version) => [
    version.text,
    ...Object.values(version.platformTexts),
  ]);
  return { _id: id, ...rest, searchKey: foldForSearch(texts.join(' ')) };
}

function toRevision({ _id: _key, ...revision }: RevisionRow): Revision {
  return revision;
}
