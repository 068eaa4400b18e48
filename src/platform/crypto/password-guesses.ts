// What judging passwords takes, which is loaded as one: of a CommonJS package that is imported late by itself, the build
// hands out `default` only.
export { ZxcvbnFactory } from '@zxcvbn-ts/core';
export { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
