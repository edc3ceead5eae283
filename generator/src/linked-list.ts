/** What a `LinkedList` keeps its links in; a member is in one list at a time. */
export interface Linked<T> {
  previous: T | null;
  next: T | null;
}

/** First in, first out, with removal from the middle; the links live in the members: no garbage. */
export class LinkedList<T extends Linked<T>> {
  first: T | null = null;
  last: T | null = null;
  length = 0;

  append(member: T): void {
    member.previous = this.last;
    member.next = null;
    if (this.last === null) this.first = member;
    else this.last.next = member;
    this.last = member;
    this.length++;
  }

  remove(member: T): void {
    if (member.previous === null) this.first = member.next;
    else member.previous.next = member.next;
    if (member.next === null) this.last = member.previous;
    else member.next.previous = member.previous;
    member.previous = null;
    member.next = null;
    this.length--;
  }
}
