import * as dpopLab from "dpop-lab";

window.dpopLab = dpopLab;
