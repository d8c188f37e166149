/** The store's live feed: in a browser a stream, read piece by piece; a mini-program asks for the offers every few seconds. */
import type { Fact } from '@/logic/events'
// #ifdef H5
import { stream } from './feed-page'
// #endif
// #ifndef H5
import { asking } from './feed-mini'
// #endif

export interface Feed {
  close(): void
}

export interface Ear {
  /** The line lives. */
  sign(): void
  told(id: number | null, fact: Fact): void
  lost(): void
}

export function openFeed(after: number, ear: Ear): Feed {
  // #ifdef H5
  return stream(after, ear)
  // #endif
  // #ifndef H5
  return asking(ear)
  // #endif
}
