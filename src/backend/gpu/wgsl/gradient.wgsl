// Kernel: one workgroup computes one tile of one run's gradient, summed over the rows of all sequences that are trained, in ascending order.
//
// Every parameter's gradient is a sum, over rows, of outer products of what the parameter met and the gradient of what it gave. A bias met
// a 1; an embedding met the one-hot of its token or position; of a LayerNorm's gain it is the diagonal.

@group(0) @binding(0) var<uniform> clock: Step;
@group(0) @binding(1) var<storage, read> batch: array<u32>;
@group(0) @binding(2) var<storage, read> params: array<f32>;        // (R, P)
@group(0) @binding(3) var<storage, read> work: array<f32>;          // (R, S, WORK)
@group(0) @binding(4) var<storage, read> plan: array<u32>;          // tiles, then terms, eight values each; written by plan.rs
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>; // (R, P)
@group(0) @binding(6) var<storage, read_write> results: array<f32>; // (slots, R, RESULT)

// A tile has SIDE × SIDE elements, four a lane; of ROWS_AT_ONCE rows at a time both factors are in workgroup memory: 4 KiB.
const SIDE: u32 = 32u;
const HALF: u32 = 16u;
const ROWS_AT_ONCE: u32 = 16u;
var<workgroup> met: array<f32, 512>;
var<workgroup> given: array<f32, 512>;
var<workgroup> squares: array<f32, 256>;

// How a factor is read.
const PLAIN: u32 = 0u;    // work[offset + t · width + column], and 1 in the column after the last: what a bias met
const AFFINE: u32 = 1u;   // the same, times gain plus shift
const TOKEN: u32 = 2u;    // 1 where the row's token is the column
const POSITION: u32 = 3u; // 1 where the row's position is the column

fn factor(kind: u32, offset: u32, width: u32, gain: u32, run: u32, row: u32, column: u32) -> f32 {
    let sequence = row / T;
    let t = row % T;
    if (sequence >= TRAINED) {
        return 0.0;
    }
    if (kind == TOKEN) {
        return select(0.0, 1.0, t < batch_length(sequence) && batch_token(sequence, t) == column);
    }
    if (kind == POSITION) {
        return select(0.0, 1.0, t == column);
    }
    if (column >= width) {
        return select(0.0, 1.0, column == width);
    }
    let value = work[(run * S + sequence) * WORK + offset + t * width + column];
    if (kind == AFFINE) {
        return value * params[run * P + gain + column] + params[run * P + gain + width + column];
    }
    return value;
}

// Adds up the squares of all lanes, always in the same order.
fn add_up(value: f32) -> f32 {
    squares[lane] = value;
    workgroupBarrier();
    for (var reach = LANES / 2u; reach > 0u; reach /= 2u) {
        if (lane < reach) {
            squares[lane] += squares[lane + reach];
        }
        workgroupBarrier();
    }
    return squares[0];
}

@compute @workgroup_size(LANES)
fn gradients(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) index: u32) {
    lane = index;
    let run = group.y;
    let tile = group.x * 8u;
    let first_term = groups.x * 8u + plan[tile] * 8u;
    let terms = plan[tile + 1u];
    let first_row = plan[tile + 2u];
    let first_column = plan[tile + 3u];
    let height = plan[tile + 4u];
    let width = plan[tile + 5u];
    let to = run * P + plan[tile + 6u];
    let x = first_row + lane / HALF;
    let y = first_column + lane % HALF;
    // The lane's elements: (x, y), (x, y + HALF), (x + HALF, y), (x + HALF, y + HALF).
    var sum = vec4f(0.0);
    for (var term = 0u; term < terms; term++) {
        let at = first_term + term * 8u;
        for (var row = 0u; row < TRAINED * T; row += ROWS_AT_ONCE) {
            workgroupBarrier();
            for (var i = lane; i < ROWS_AT_ONCE * SIDE; i += LANES) {
                let origin = row + i / SIDE;
                var left = 0.0;
                var right = 0.0;
                if (first_row + i % SIDE < height) {
                    left = factor(plan[at], plan[at + 1u], plan[at + 2u], plan[at + 3u], run, origin, first_row + i % SIDE);
                }
                if (first_column + i % SIDE < width) {
                    right = factor(plan[at + 4u], plan[at + 5u], plan[at + 6u], plan[at + 7u], run, origin, first_column + i % SIDE);
                }
                met[i] = left;
                given[i] = right;
            }
            workgroupBarrier();
            for (var i = 0u; i < ROWS_AT_ONCE; i++) {
                let left = vec2f(met[i * SIDE + x - first_row], met[i * SIDE + x - first_row + HALF]);
                let right = vec2f(given[i * SIDE + y - first_column], given[i * SIDE + y - first_column + HALF]);
                sum += vec4f(left.x * right, left.y * right);
            }
        }
    }
    // Of a LayerNorm only the diagonal, its gain's gradient, and then the column after the last, its shift's.
    let diagonal = plan[tile + 7u] == 1u;
    var total = 0.0;
    for (var i = 0u; i < 4u; i++) {
        let row = x + i / 2u * HALF;
        let column = y + i % 2u * HALF;
        var element = row * width + column;
        var belongs = row < height && column < width;
        if (diagonal) {
            belongs = belongs && (row == column || row == height - 1u);
            element = select(column, width + column, row == height - 1u);
        }
        if (belongs) {
            gradient[to + element] = sum[i];
            total += select(0.0, sum[i] * sum[i], is_trained(run, plan[tile + 6u]));
        }
    }
    let partial = add_up(total);
    if (lane == 0u) {
        results[(clock.slot * groups.y + run) * RESULT + 2u * S * T + group.x] = partial;
    }
}
