export { start as default } from './sandboxProcess.mts';
