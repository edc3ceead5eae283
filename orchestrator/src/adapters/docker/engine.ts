import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { LabError } from '../../domain/errors.ts';
import type { EngineAddress } from './engine-address.ts';
import type { EngineFacts } from './engine-facts.ts';

/** A body in the words of the Engine API (docs.docker.com/reference/api/engine). */
export type EngineJson = Readonly<Record<string, unknown>>;

/** Labels that an object must carry; an empty value asks for the label alone. */
export type LabelFilter = Readonly<Record<string, string>>;

/**
 * The calls that the lab makes to a Docker engine. Every one ends in bounded time (but `wait`, which
 * the signal ends) and rejects with LAB_DOCKER_FAILED, or with the signal's reason.
 */
export interface Engine {
  readonly address: EngineAddress;
  readonly facts: EngineFacts;

  /** Id of the new container. */
  createContainer(name: string, body: EngineJson, signal?: AbortSignal): Promise<string>;
  /** Its multiplexed output from the first byte on, when called before the start; writing is its stdin. */
  attach(id: string, stdin: boolean, signal?: AbortSignal): Promise<Socket>;
  startContainer(id: string, signal?: AbortSignal): Promise<void>;
  inspectContainer(idOrName: string, signal?: AbortSignal): Promise<InspectedContainer>;
  /** Its exit code, once it has ended. Call it after the start. */
  wait(id: string, signal: AbortSignal): Promise<number>;
  killContainer(id: string, killSignal: string): Promise<void>;
  /** Ends it by force where it runs; its anonymous volumes go with it. Nothing happens when it is gone. */
  removeContainer(id: string): Promise<void>;
  /** All of them, running or not. */
  listContainers(labels: LabelFilter): Promise<readonly ListedObject[]>;
  /** Runs a program inside; null where the container has no such program or does not run any more. */
  exec(id: string, command: readonly string[]): Promise<string | null>;
  /** The same for a program whose end matters, with a limit of its own. */
  run(id: string, command: readonly string[], limit: RunLimit): Promise<InsideEnd>;
  /** A line of JSON a second, in the engine's own words; it does not end with the container. */
  statsStream(id: string): Promise<Readable>;

  createNetwork(body: EngineJson, signal?: AbortSignal): Promise<string>;
  /** Nothing happens when it is gone. */
  removeNetwork(id: string): Promise<void>;
  listNetworks(labels: LabelFilter): Promise<readonly ListedObject[]>;

  listVolumes(labels: LabelFilter): Promise<readonly ListedObject[]>;
  /** Nothing happens when it is gone; one that is used stays, and that is an error. */
  removeVolume(name: string): Promise<void>;

  /** Null where the engine does not have it. */
  inspectImage(reference: string, signal?: AbortSignal): Promise<InspectedImage | null>;
  /** Ids of all images. */
  listImages(): Promise<readonly string[]>;
  /** Makes an image without any content, from nothing but the engine; gives its reference back. */
  importNothing(reference: string): Promise<string>;
  /** Not by force: an image that is used stays, and that is an error. */
  removeImage(reference: string): Promise<void>;
}

export interface RunLimit {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** How a program ended that was run in a container. */
export interface InsideEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InspectedContainer {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly running: boolean;
  /** As the engine counts processes; 0 where it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly cpusetCpus: string;
  /** All its settings, in the engine's own words. */
  readonly hostConfig: EngineJson;
  readonly labels: Readonly<Record<string, string>>;
  /** By name of the network. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Port of the host by port inside, e.g. `8086/tcp`; only what is published. */
  readonly published: Readonly<Record<string, number>>;
}

export interface ListedObject {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface InspectedImage {
  readonly id: string;
  /** As its Dockerfile says; empty means root. */
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its own health check, as `CMD` or `CMD-SHELL` and what follows; null: it has none. */
  readonly healthTest: readonly string[] | null;
}

/** The engine answered a call with an HTTP error. */
export class EngineRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'EngineRefusal';
    this.status = status;
  }
}

/** The HTTP status with which the engine refused; null for everything else that can go wrong. */
export function refusalOf(error: unknown): EngineRefusal | null {
  const cause = error instanceof LabError ? error.cause : error;
  return cause instanceof EngineRefusal ? cause : null;
}
