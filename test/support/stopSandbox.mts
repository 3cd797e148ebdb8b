export { stop as default } from './sandboxProcess.mts';
