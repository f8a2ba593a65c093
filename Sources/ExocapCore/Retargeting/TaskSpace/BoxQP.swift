internal import CExocapMath

/// Finds the x between `lower` and `upper` that makes ½ xᵀ H x + gᵀ x least, for a strictly convex H of up to 17 unknowns.
///
/// Rows (half-spaces a·x ≥ b) are kept by a stiff quadratic penalty: where rows and box conflict the box wins, and what is left
/// is reported. The answer is exact: an active set over Cholesky factors of the free part, with a small one over the rows'
/// multipliers inside. Memory is allocated once; one thread at a time.
@safe
package struct BoxQP: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so
  // one owner reads and writes it. Indices stay below size, rowCapacity and the capacity.
  /// The most unknowns: a waist of three and two arms of seven.
  package static var capacity: Int { 17 }
  /// The most rows in one problem.
  package static var rowCapacity: Int { 12 }

  /// The number of unknowns.
  package let size: Int
  /// The number of rows in use.
  package private(set) var rowCount = 0
  /// The number of unknowns, the first, that have no part of H in common with the rest; 0 where all may have.
  package var border = 0
  /// [-] Stiffness of the rows, in units of the Hessian. A row whose multiplier is m gives way by m / stiffness.
  package var rowStiffness: Double = 1e4

  /// By row of H, `capacity` apart; only the upper triangle is read.
  let hessian: UnsafeMutablePointer<Double>
  let gradient: UnsafeMutablePointer<Double>
  let lower: UnsafeMutablePointer<Double>
  let upper: UnsafeMutablePointer<Double>
  let solution: UnsafeMutablePointer<Double>
  /// Rows' a, `capacity` apart, and their b.
  let rows: UnsafeMutablePointer<Double>
  let rowBounds: UnsafeMutablePointer<Double>
  /// The free part of H, upper triangle, while it is eliminated; each block from its first unknown on.
  let work: UnsafeMutablePointer<Double>
  /// Right-hand side and then candidate, and inverse pivots, by free unknown.
  let side: UnsafeMutablePointer<Double>
  let pivots: UnsafeMutablePointer<Double>
  /// H and g with the active rows added.
  let stiffHessian: UnsafeMutablePointer<Double>
  let stiffGradient: UnsafeMutablePointer<Double>
  /// Right-hand side with the rows' multipliers, then the answer, by free unknown; and the answer by unknown.
  let mixture: UnsafeMutablePointer<Double>
  let candidate: UnsafeMutablePointer<Double>
  /// L⁻¹ a of the rows, where H = L D Lᵀ over the free unknowns: a lane a row, by free unknown, four rows `capacity` apart from the next four.
  let responses: UnsafeMutablePointer<SIMD4<Double>>
  /// By row: how much it moves for each row's multiplier, `rowCapacity` apart, and what it is short of without any.
  let softness: UnsafeMutablePointer<Double>
  let shortfalls: UnsafeMutablePointer<Double>
  /// By row, 0 where it is not active.
  let multipliers: UnsafeMutablePointer<Double>
  /// The active rows' part of `softness` while it is eliminated, its right-hand side, and which rows they are.
  let rowWork: UnsafeMutablePointer<Double>
  let rowSide: UnsafeMutablePointer<Double>
  let chosen: UnsafeMutablePointer<Int>
  /// Where each unknown stands.
  let places: UnsafeMutablePointer<Place>
  /// The free unknowns; each block's from its first unknown on, and how many they are.
  let free: UnsafeMutablePointer<Int>
  var freeCounts: (Int, Int) = (0, 0)

  /// Where an unknown stands in its box.
  enum Place: UInt8, BitwiseCopyable {
    case free
    case atLower
    case atUpper
  }

  /// How a solution was found.
  package struct Outcome: BitwiseCopyable, Sendable, Equatable {
    /// Whether it satisfies the conditions of a minimum; else it is the best point inside the box so far.
    package var isExact: Bool
    /// How often a part of H was factorized.
    package var factorizations: Int

    package init(isExact: Bool, factorizations: Int) {
      self.isExact = isExact
      self.factorizations = factorizations
    }
  }

  package init(size: Int) {
    precondition(size > 0 && size <= BoxQP.capacity, "a box QP has 1 to 17 unknowns")
    self.size = size
    let square = BoxQP.capacity * BoxQP.capacity
    unsafe hessian = BoxQP.zeros(square)
    unsafe gradient = BoxQP.zeros(BoxQP.capacity)
    unsafe lower = BoxQP.zeros(BoxQP.capacity)
    unsafe upper = BoxQP.zeros(BoxQP.capacity)
    unsafe solution = BoxQP.zeros(BoxQP.capacity)
    unsafe rows = BoxQP.zeros(BoxQP.rowCapacity * BoxQP.capacity)
    unsafe rowBounds = BoxQP.zeros(BoxQP.rowCapacity)
    unsafe work = BoxQP.zeros(square)
    unsafe side = BoxQP.zeros(BoxQP.capacity)
    unsafe pivots = BoxQP.zeros(BoxQP.capacity)
    unsafe stiffHessian = BoxQP.zeros(square)
    unsafe stiffGradient = BoxQP.zeros(BoxQP.capacity)
    unsafe mixture = BoxQP.zeros(BoxQP.capacity)
    unsafe candidate = BoxQP.zeros(BoxQP.capacity)
    unsafe responses = .allocate(capacity: BoxQP.rowCapacity / 4 * BoxQP.capacity)
    unsafe responses.initialize(repeating: .zero, count: BoxQP.rowCapacity / 4 * BoxQP.capacity)
    unsafe softness = BoxQP.zeros(BoxQP.rowCapacity * BoxQP.rowCapacity)
    unsafe shortfalls = BoxQP.zeros(BoxQP.rowCapacity)
    unsafe multipliers = BoxQP.zeros(BoxQP.rowCapacity)
    unsafe rowWork = BoxQP.zeros(BoxQP.rowCapacity * BoxQP.rowCapacity)
    unsafe rowSide = BoxQP.zeros(BoxQP.rowCapacity)
    unsafe chosen = .allocate(capacity: BoxQP.rowCapacity)
    unsafe chosen.initialize(repeating: 0, count: BoxQP.rowCapacity)
    unsafe places = .allocate(capacity: BoxQP.capacity)
    unsafe places.initialize(repeating: .free, count: BoxQP.capacity)
    unsafe free = .allocate(capacity: BoxQP.capacity)
    unsafe free.initialize(repeating: 0, count: BoxQP.capacity)
  }

  deinit {
    unsafe hessian.deallocate()
    unsafe gradient.deallocate()
    unsafe lower.deallocate()
    unsafe upper.deallocate()
    unsafe solution.deallocate()
    unsafe rows.deallocate()
    unsafe rowBounds.deallocate()
    unsafe work.deallocate()
    unsafe side.deallocate()
    unsafe pivots.deallocate()
    unsafe stiffHessian.deallocate()
    unsafe stiffGradient.deallocate()
    unsafe mixture.deallocate()
    unsafe candidate.deallocate()
    unsafe responses.deallocate()
    unsafe softness.deallocate()
    unsafe shortfalls.deallocate()
    unsafe multipliers.deallocate()
    unsafe rowWork.deallocate()
    unsafe rowSide.deallocate()
    unsafe chosen.deallocate()
    unsafe places.deallocate()
    unsafe free.deallocate()
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: count)
    unsafe memory.initialize(repeating: 0, count: count)
    return unsafe memory
  }

  /// Element (row, column) of H, column ≥ row.
  package subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row <= column && column < size, "only the upper triangle is kept")
      return unsafe hessian[row * BoxQP.capacity + column]
    }
    set {
      precondition(row >= 0 && row <= column && column < size, "only the upper triangle is kept")
      unsafe hessian[row * BoxQP.capacity + column] = newValue
    }
  }

  /// Sets gradient and bounds of an unknown. `lower` must not be over `upper`.
  package mutating func set(_ index: Int, gradient value: Double, lower least: Double, upper most: Double) {
    precondition(index >= 0 && index < size && least <= most, "an unknown has a box that is not empty")
    unsafe gradient[index] = value
    unsafe lower[index] = least
    unsafe upper[index] = most
  }

  /// The solution of the last `solve`.
  package func value(_ index: Int) -> Double {
    precondition(index >= 0 && index < size, "no such unknown")
    return unsafe solution[index]
  }

  /// Forgets all rows.
  package mutating func removeRows() { rowCount = 0 }

  /// Adds the row a·x ≥ `bound` with a = 0, to be filled by `setRow`; its number, or nil where there is no room.
  package mutating func addRow(bound: Double) -> Int? {
    guard rowCount < BoxQP.rowCapacity else { return nil }
    let row = unsafe rows + rowCount * BoxQP.capacity
    for index in 0..<size { unsafe row[index] = 0 }
    unsafe rowBounds[rowCount] = bound
    rowCount += 1
    return rowCount - 1
  }

  /// Sets a row's factor of an unknown.
  package mutating func setRow(_ row: Int, _ index: Int, to value: Double) {
    precondition(row >= 0 && row < rowCount && index >= 0 && index < size, "no such row or unknown")
    unsafe rows[row * BoxQP.capacity + index] = value
  }
}
