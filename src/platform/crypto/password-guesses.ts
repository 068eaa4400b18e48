import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/**
 * What judging passwords takes, loaded as one: of a CommonJS package that is imported late by itself, the build hands out
 * `default` only.
 */
export const passwordGuesses = { ZxcvbnFactory, adjacencyGraphs, dictionary };
